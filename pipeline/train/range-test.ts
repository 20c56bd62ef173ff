import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Engine } from '../compiler/engine.js';
import { StudyFileError } from '../errors.js';
import type { LoadedData } from '../load/data.js';
import { randomStream } from '../random/random-stream.js';
import { shuffledIndices } from '../random/shuffled-indices.js';
import { describeIssues } from '../study/describe-issues.js';
import type { TrainingPlan } from './plan.js';
import { type RangeTestOptions, type ResolvedRangeTestOptions, rangeTestOptions } from './range-test-options.js';
import { resolvePlan } from './resolve-plan.js';
import type { SeedPath } from './seed-path.js';
import { standardiseTargets } from './standardise-targets.js';
import { type RateSuggestion, suggestRate } from './suggest-rate.js';
import { createUpdateTrainer, type UpdatePlan } from './train-update.js';
import { restoreVariables, saveVariables, weightsOf } from './variables-snapshot.js';

export interface RangeTestRequest {
  readonly engine: Engine;
  /** From `buildModel`; it has the same weights afterwards. */
  readonly model: LayersModel;
  /** Its learning rate, its schedule and its number of epochs do not count. */
  readonly plan: TrainingPlan;
  readonly data: LoadedData;
  readonly seedPath: SeedPath;
  readonly options?: RangeTestOptions;
}

export interface ResolvedRequest extends Omit<RangeTestRequest, 'plan' | 'options'> {
  /** Its averaging and its schedule do not count: what is tested is the weights that are trained, at constant momentum. */
  readonly plan: UpdatePlan;
}

/** Plain data; the lists are as long as the test went on. */
export interface RangeTestResult {
  readonly rates: readonly number[];
  /** Mean loss of the rows of each update, before it, without penalties. */
  readonly losses: readonly number[];
  /** Their bias-corrected exponential moving average. */
  readonly smoothed: readonly number[];
  /** What ended it: a loss of `stopAt` times the lowest, one that is no number, or the last rate. */
  readonly end: 'risen' | 'not finite' | 'last rate';
  /** Absent where the loss never fell. */
  readonly suggestion?: RateSuggestion;
}

/**
 * The learning-rate range test (Smith 2017, "Cyclical Learning Rates", section 3.3; 2015 on arXiv): one update with each of
 * ever larger rates, watching the loss. With loss l_i and smoothing b the smoothed loss is
 *   s_i = (1 - b) (sum over j <= i of b^(i-j) l_j) / (1 - b^(i+1)).
 * The optimizer starts with an empty memory of its own, and the weights are restored: nothing of a training is touched.
 * @throws StudyFileError when the plan or the options are impossible, ModelError when the model cannot be compiled.
 */
export async function rangeTest(request: RangeTestRequest): Promise<RangeTestResult> {
  const { options, ...parts } = request;
  const plan = resolvePlan(request.plan, request.data.task);
  return testRates({ ...parts, plan, data: standardiseTargets(request.data) }, parseOptions(options ?? {}));
}

/** The same where everything is resolved and the targets are standardised. */
export async function testRates(
  { engine, model, data, seedPath, plan: { averaging: _, schedule: __, ...plan } }: ResolvedRequest,
  options: ResolvedRangeTestOptions,
): Promise<RangeTestResult> {
  const rates = ratesOf(options);
  const weights = weightsOf(model);
  const before = await saveVariables(weights);
  const trainer = createUpdateTrainer({ engine, model, data, plan });
  try {
    const noise = randomStream(...seedPath, 'range test', 'noise');
    const augmentation = randomStream(...seedPath, 'range test', 'augmentation');
    const next = rowSource(data.train.x.shape[0] ?? 0, trainer.rowsPerUpdate, seedPath);
    const losses: number[] = [];
    const smoothed: number[] = [];
    let [average, lowest] = [0, Number.POSITIVE_INFINITY];
    let end: RangeTestResult['end'] = 'last rate';
    for (const [i, learningRate] of rates.entries()) {
      const { rows, lossSum } = await trainer.run({ ...next(), learningRate, step: i + 1, noise, augmentation });
      if (!Number.isFinite(lossSum)) {
        end = 'not finite';
        break;
      }
      losses.push(lossSum / rows);
      average = options.smoothing * average + ((1 - options.smoothing) * lossSum) / rows;
      const value = average / (1 - options.smoothing ** (i + 1));
      smoothed.push(value);
      lowest = Math.min(lowest, value);
      if (value > options.stopAt * lowest) {
        end = 'risen';
        break;
      }
    }
    const seen = rates.slice(0, losses.length);
    return { rates: seen, losses, smoothed, end, suggestion: suggestRate(seen, smoothed) };
  } finally {
    trainer.dispose();
    restoreVariables(weights, before);
  }
}

function parseOptions(given: RangeTestOptions): ResolvedRangeTestOptions {
  const { data, error } = rangeTestOptions.safeParse(given);
  if (data) return data;
  throw new StudyFileError(describeIssues(error.issues, given));
}

function ratesOf({ from, to, steps, growth }: ResolvedRangeTestOptions): readonly number[] {
  return Array.from({ length: steps }, (_, i) => {
    const progress = i / (steps - 1);
    return growth === 'linear' ? from + (to - from) * progress : from * (to / from) ** progress;
  });
}

/** Full updates only, one after the other through the rows, shuffled anew for each pass. */
function rowSource(rows: number, rowsPerUpdate: number, seedPath: SeedPath) {
  const updatesPerPass = Math.max(1, Math.floor(rows / rowsPerUpdate));
  let order: Uint32Array | undefined;
  let update = 0;
  return () => {
    const inPass = update % updatesPerPass;
    const pass = Math.floor(update++ / updatesPerPass) + 1;
    if (inPass === 0 || !order) {
      order = shuffledIndices(rows, randomStream(...seedPath, 'range test', 'shuffle', pass));
    }
    return { order, from: inPass * rowsPerUpdate };
  };
}
