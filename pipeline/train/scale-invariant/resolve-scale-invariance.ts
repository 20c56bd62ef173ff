import { StudyFileError } from '../../errors.js';
import { quoteValue } from '../../study/quote-value.js';
import type { OptimizerChoice, TrainingPlan } from '../plan.js';

/** How scale-invariant kernels are trained. */
export interface ScaleInvariance {
  /** Absent: they learn with the optimizer's rate, as all other weights. */
  readonly effectiveLearningRate?: number;
}

/** @throws StudyFileError when it is neither true, false nor `{ effectiveLearningRate }` with a finite number > 0. */
export function resolveScaleInvariance(
  given: NonNullable<TrainingPlan['scaleInvariant']>,
  { learningRate }: OptimizerChoice,
): ScaleInvariance | undefined {
  if (typeof given === 'boolean') return given ? {} : undefined;
  if (typeof given !== 'object' || given === null || Object.keys(given).join() !== 'effectiveLearningRate') {
    throw new StudyFileError(
      `\`training.scaleInvariant\` must be true, false or { effectiveLearningRate }, got ${quoteValue(given)}`,
    );
  }
  const { effectiveLearningRate } = given;
  if (!(typeof effectiveLearningRate === 'number' && effectiveLearningRate > 0 && effectiveLearningRate < Infinity)) {
    throw new StudyFileError(
      `\`training.scaleInvariant.effectiveLearningRate\` must be a finite number > 0, got ${quoteValue(effectiveLearningRate)}`,
    );
  }
  if (typeof learningRate !== 'number') {
    throw new StudyFileError(
      '`training.scaleInvariant.effectiveLearningRate` needs a number as `training.optimizer.learningRate`, which then is that of all other weights: a range test varies one rate for all; use `scaleInvariant: true` with it',
    );
  }
  return { effectiveLearningRate };
}
