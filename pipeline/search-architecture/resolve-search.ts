import { type OperatorName, operatorNames } from '../../models/cells/operators.js';
import { StudyFileError } from '../errors.js';
import type { Task } from '../load/data.js';
import { quoteValue } from '../study/quote-value.js';
import { type ResolvedAugmentation, resolveAugmentation } from '../train/augmentation/resolve-augmentation.js';
import { type ReadyOptimizer, resolveOptimizer } from '../train/optimizers/resolve-optimizer.js';
import type { Clipping, OptimizerChoice } from '../train/plan.js';
import { resolveSchedule } from '../train/schedules/resolve-schedule.js';
import type { Schedule } from '../train/schedules/schedule.js';
import { resolveClipping } from '../train/update/resolve-clipping.js';
import type { TemperatureRange } from './sampler/temperature-at.js';
import { defaultSkipLimit, type SearchOptions, type SearchStage } from './search-options.js';

/** Search options with their defaults filled in and their names looked up. */
export interface ResolvedSearch {
  /** As the file has them: plain data, which says all there is to say. */
  readonly given: SearchOptions;
  readonly channels: number;
  readonly nodes: number;
  readonly stemFilters?: number;
  readonly operators: readonly OperatorName[];
  readonly stages: readonly Required<SearchStage>[];
  readonly batchSize: number;
  readonly augmentation?: ResolvedAugmentation;
  readonly weights: { readonly optimizer: ReadyOptimizer; readonly schedule: Schedule; readonly clipping?: Clipping };
  readonly architecture: { readonly optimizer: ReadyOptimizer };
  readonly temperature: TemperatureRange;
  readonly skipLimit: number;
  readonly latencyWeight: number;
}

/**
 * @throws StudyFileError naming the option, its value and what is allowed.
 */
export function resolveSearch(search: SearchOptions, task: Task): ResolvedSearch {
  if (task.kind !== 'classification') {
    throw new StudyFileError(`an architecture search needs a classification task, got ${task.kind}`);
  }
  const { channels, nodes, stemFilters, batchSize, weights, architecture, temperature = { from: 5, to: 0.5 } } = search;
  const { operators = operatorNames, skipLimit = defaultSkipLimit, latencyWeight = 0 } = search;
  const counts = { channels, nodes, batchSize, ...(stemFilters !== undefined && { stemFilters }) };
  for (const [name, value] of Object.entries(counts)) check(name, value, isCount, 'an integer >= 1');
  const unknown = operators.find((name) => !operatorNames.includes(name));
  if (unknown !== undefined) {
    throw new StudyFileError(`\`search.operators\` must be of ${operatorNames.join(', ')}, got ${quoteValue(unknown)}`);
  }
  for (const end of ['from', 'to'] as const) {
    check(`temperature.${end}`, temperature[end], (value) => value > 0, 'a finite number > 0');
  }
  check('skipLimit', skipLimit, (value) => value >= 0, 'a number >= 0');
  check('latencyWeight', latencyWeight, (value) => value >= 0, 'a finite number >= 0');
  const augmentation = resolveAugmentation(search.augmentation ?? [], task, 'softmaxCrossEntropy', 'search');
  if (augmentation?.batch) {
    throw new StudyFileError(
      `\`search.augmentation\`: \`${augmentation.batch.name}\` blends images, which a search does not; leave it out`,
    );
  }
  return {
    given: search,
    ...(augmentation && { augmentation }),
    channels,
    nodes,
    ...(stemFilters !== undefined && { stemFilters }),
    operators,
    stages: resolveStages(search.stages, operators.length),
    batchSize,
    weights: {
      optimizer: optimizerOf(weights.optimizer),
      schedule: resolveSchedule(weights.schedule),
      ...(weights.clipping && { clipping: resolveClipping(weights.clipping) }),
    },
    architecture: { optimizer: optimizerOf(architecture.optimizer) },
    temperature,
    skipLimit,
    latencyWeight,
  };
}

function resolveStages(stages: readonly SearchStage[], operators: number): readonly Required<SearchStage>[] {
  if (stages.length === 0) throw new StudyFileError('`search.stages` must not be empty');
  return stages.map((stage, i) => {
    const { cells, epochs, warmUpEpochs = 0, skipDropout = 0 } = stage;
    const where = `stages.${i}`;
    const most = stages[i - 1]?.operators ?? operators;
    check(`${where}.cells`, cells, isCount, 'an integer >= 1');
    check(`${where}.epochs`, epochs, isCount, 'an integer >= 1');
    check(
      `${where}.warmUpEpochs`,
      warmUpEpochs,
      (n) => Number.isSafeInteger(n) && n >= 0 && n <= epochs,
      `an integer from 0 to ${epochs}, the stage's epochs`,
    );
    check(`${where}.skipDropout`, skipDropout, (rate) => rate >= 0 && rate < 1, 'in [0, 1)');
    check(
      `${where}.operators`,
      stage.operators,
      (n) => Number.isSafeInteger(n) && n >= 2 && n <= most,
      `an integer from 2 to ${most}, what the stage before has`,
    );
    return { cells, operators: stage.operators, epochs, warmUpEpochs, skipDropout };
  });
}

/**
 * A plan's optimizer may leave its rate to a range test, which a supernet has not. All weights decay where any do, since those of an
 * edge's operators lie in one vector.
 */
function optimizerOf({ learningRate, ...rest }: OptimizerChoice): ReadyOptimizer {
  if (typeof learningRate === 'number') return resolveOptimizer({ weightDecayOf: 'all', ...rest, learningRate });
  throw new StudyFileError(`the learning rates of \`search\` must be numbers, got ${quoteValue(learningRate)}`);
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;

function check(option: string, value: unknown, holds: (value: number) => boolean, allowed: string): void {
  if (typeof value === 'number' && !Number.isNaN(value) && holds(value)) return;
  throw new StudyFileError(`\`search.${option}\` must be ${allowed}, got ${quoteValue(value)}`);
}
