import type { AugmentationChoice } from './augmentation/registry.js';
import type { RateFromRangeTest } from './from-range-test.js';
import type { LossName } from './losses/registry.js';
import type { OptimizerName } from './optimizers/registry.js';
import type { ScheduleChoice } from './schedules/registry.js';

export type { LossName, OptimizerName };

/** How one trial is trained, as the study file's `training(hp)` returns it. */
export interface TrainingPlan {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerChoice;
  /** How the learning rate changes in the course of the training; the optimizer's is the largest. Default: it does not. */
  readonly schedule?: ScheduleChoice;
  /** Default: `softmaxCrossEntropy` for classification, `meanSquaredError` for regression. */
  readonly loss?: LossName;
  /** Share of every target, in [0, 1), that is spread over the classes; only in training. Default 0. */
  readonly labelSmoothing?: number;
  /** Random changes of training images, in this order, drawn anew whenever an image is seen. Default: none. */
  readonly augmentation?: readonly AugmentationChoice[];
  /** Stop when `patience` epochs in a row have brought no progress, and restore the best epoch's weights. */
  readonly earlyStopping?: EarlyStoppingChoice;
  /** What is done with large gradients before an update. Default: nothing. */
  readonly clipping?: Clipping;
  /** Evaluate, keep and export moving averages of the weights with this decay, in [0, 1). Default: the weights. */
  readonly averaging?: { readonly decay: number };
  /** So many batches of `batchSize` make one update. Default: 1. */
  readonly accumulation?: number;
  /**
   * Keep every scale-invariant kernel at the norm it begins with, without weight decay: those of `ScaleInvariantDense` and those
   * that only batch normalisation follows. With `effectiveLearningRate` they learn with this rate times their squared
   * norm, and the optimizer's learning rate is that of all other weights. Default: false.
   */
  readonly scaleInvariant?: boolean | { readonly effectiveLearningRate: number };
  /** Look at every layer before training, for reports and a warning; training does not depend on it. Default: false. */
  readonly initialisationCheck?: boolean;
}

export interface EarlyStoppingChoice {
  readonly patience: number;
  /** A change of the metric by no more than this is no progress, in its own unit. Default: 0. */
  readonly minDelta?: number;
  /** What is watched: the loss is to fall, a score of the task's kind to rise. Default: `validation.loss`. */
  readonly metric?: 'validation.loss' | 'validation.accuracy' | 'validation.r2';
}

/** `norm`: the largest length of all gradients together; `value`: the largest size of each number in them. */
export type Clipping =
  | { readonly norm: number; readonly value?: undefined }
  | { readonly value: number; readonly norm?: undefined };

/** Options an optimizer does not know are refused when given; defaults stand in the optimizer's own file. */
export interface OptimizerChoice {
  readonly name: OptimizerName;
  /** A number, or `fromRangeTest()`. */
  readonly learningRate: number | RateFromRangeTest;
  readonly momentum?: number;
  readonly decay?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  readonly momentumDecay?: number;
  /** Decoupled: w <- w - learningRate * weightDecay * w in every step. Any optimizer takes it; default 0, `adamw` 0.01. */
  readonly weightDecay?: number;
  /** Which weights decay. Default `kernels`: neither biases nor the scales and offsets of normalisation. */
  readonly weightDecayOf?: 'kernels' | 'all';
}
