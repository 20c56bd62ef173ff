import type { LossName } from './losses/registry.js';
import type { OptimizerName } from './optimizers/registry.js';

export type { LossName, OptimizerName };

/** How one trial is trained, as the study file's `training(hp)` returns it. */
export interface TrainingPlan {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerChoice;
  /** Default: `softmaxCrossEntropy` for classification, `meanSquaredError` for regression. */
  readonly loss?: LossName;
  /** Stop when validation loss has not fallen for `patience` epochs, and restore the best epoch's weights. */
  readonly earlyStopping?: { readonly patience: number };
}

/** Options an optimizer does not know are refused when given; defaults stand in the optimizer's own file. */
export interface OptimizerChoice {
  readonly name: OptimizerName;
  readonly learningRate: number;
  readonly momentum?: number;
  readonly decay?: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}
