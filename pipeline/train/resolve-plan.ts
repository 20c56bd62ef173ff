import { StudyFileError } from '../errors.js';
import type { Task } from '../load/data.js';
import { type ResolvedAugmentation, resolveAugmentation } from './augmentation/resolve-augmentation.js';
import type { EarlyStoppingRule } from './early-stopping.js';
import { resolveRateFromRangeTest } from './from-range-test.js';
import type { Loss } from './losses/loss.js';
import { type LossName, losses } from './losses/registry.js';
import { resolveLabelSmoothing } from './losses/resolve-label-smoothing.js';
import { type ReadyOptimizer, resolveOptimizer } from './optimizers/resolve-optimizer.js';
import type { Clipping, OptimizerChoice, TrainingPlan } from './plan.js';
import type { ResolvedRangeTestOptions } from './range-test-options.js';
import { resolveEarlyStopping } from './resolve-early-stopping.js';
import { resolveScaleInvariance, type ScaleInvariance } from './scale-invariant/resolve-scale-invariance.js';
import { resolveSchedule } from './schedules/resolve-schedule.js';
import type { Schedule } from './schedules/schedule.js';
import { resolveAveraging } from './update/resolve-averaging.js';
import { resolveClipping } from './update/resolve-clipping.js';

/** A plan with its defaults filled in and its names looked up. */
export interface ResolvedPlan {
  readonly epochs: number;
  readonly batchSize: number;
  readonly loss: Loss;
  /** See `smoothTargets`; absent for targets as they are. */
  readonly labelSmoothing?: number;
  readonly augmentation?: ResolvedAugmentation;
  readonly optimizer: ReadyOptimizer;
  /** Where it is present, the optimizer's learning rate is a multiple of what this range test will suggest. */
  readonly rangeTest?: ResolvedRangeTestOptions;
  readonly schedule: Schedule;
  readonly earlyStopping?: EarlyStoppingRule;
  readonly clipping?: Clipping;
  readonly averaging?: { readonly decay: number };
  /** Batches that make one update. */
  readonly accumulation: number;
  /** Present where scale-invariant kernels keep their norm. */
  readonly scaleInvariance?: ScaleInvariance;
  readonly initialisationCheck: boolean;
}

const defaultLoss: Readonly<Record<Task['kind'], LossName>> = {
  classification: 'softmaxCrossEntropy',
  regression: 'meanSquaredError',
};

const planKeys = [
  'epochs',
  'batchSize',
  'optimizer',
  'schedule',
  'loss',
  'labelSmoothing',
  'augmentation',
  'earlyStopping',
  'clipping',
  'averaging',
  'accumulation',
  'scaleInvariant',
  'initialisationCheck',
] as const satisfies (keyof TrainingPlan)[];

/**
 * Checks what the study's `training` function returned for one trial.
 * @throws StudyFileError naming the option, its value and what is allowed.
 */
export function resolvePlan(plan: TrainingPlan, task: Task): ResolvedPlan {
  if (typeof plan !== 'object' || plan === null) {
    throw new StudyFileError(`\`training\` must return a plan { ${planKeys.join(', ')} }, got ${String(plan)}`);
  }
  const unknown = Object.keys(plan).find((key) => !planKeys.some((known) => known === key));
  if (unknown !== undefined) {
    throw new StudyFileError(`\`training.${unknown}\` is not an option of a plan; it knows ${planKeys.join(', ')}`);
  }
  if (typeof plan.optimizer !== 'object' || plan.optimizer === null) {
    throw new StudyFileError(
      `\`training.optimizer\` must be an object such as { name: 'adam', learningRate: 0.001 }, got ${JSON.stringify(plan.optimizer)}`,
    );
  }
  const loss = plan.loss ?? defaultLoss[task.kind];
  return {
    epochs: positiveInteger('epochs', plan.epochs),
    batchSize: positiveInteger('batchSize', plan.batchSize),
    loss: lossFor(loss, task),
    ...(plan.labelSmoothing !== undefined && { labelSmoothing: resolveLabelSmoothing(plan.labelSmoothing, loss) }),
    ...(plan.augmentation !== undefined && { augmentation: resolveAugmentation(plan.augmentation, task, loss) }),
    ...resolveRate(plan.optimizer),
    schedule: resolveSchedule(plan.schedule),
    ...(plan.earlyStopping !== undefined && { earlyStopping: resolveEarlyStopping(plan.earlyStopping, task) }),
    ...(plan.clipping !== undefined && { clipping: resolveClipping(plan.clipping) }),
    ...(plan.averaging !== undefined && { averaging: resolveAveraging(plan.averaging) }),
    accumulation: plan.accumulation === undefined ? 1 : positiveInteger('accumulation', plan.accumulation),
    ...(plan.scaleInvariant !== undefined && {
      scaleInvariance: resolveScaleInvariance(plan.scaleInvariant, plan.optimizer),
    }),
    initialisationCheck: yesOrNo('initialisationCheck', plan.initialisationCheck ?? false),
  };
}

function resolveRate({ learningRate, ...rest }: OptimizerChoice): Pick<ResolvedPlan, 'optimizer' | 'rangeTest'> {
  if (typeof learningRate !== 'object' || learningRate === null) {
    return { optimizer: resolveOptimizer({ ...rest, learningRate }) };
  }
  const { times, options } = resolveRateFromRangeTest(learningRate);
  return { optimizer: resolveOptimizer({ ...rest, learningRate: times }), rangeTest: options };
}

function lossFor(name: LossName, task: Task): Loss {
  const fitting = Object.entries<Loss>(losses).flatMap(([key, loss]) => (loss.tasks.includes(task.kind) ? [key] : []));
  if (!fitting.includes(name)) {
    throw new StudyFileError(
      `\`training.loss\` for ${task.kind} must be one of ${fitting.join(', ')}, got ${JSON.stringify(name)}`,
    );
  }
  return losses[name];
}

function yesOrNo(name: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new StudyFileError(`\`training.${name}\` must be true or false, got ${JSON.stringify(value) ?? String(value)}`);
}

function positiveInteger(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  throw new StudyFileError(
    `\`training.${name}\` must be an integer >= 1, got ${JSON.stringify(value) ?? String(value)}`,
  );
}
