import type { EpochRecord } from '../../study/trial.js';
import type { VariablesSnapshot } from '../variables-snapshot.js';

/**
 * A training after one of its epochs, as plain data: with it and the untrained model the training goes on to the weights
 * that it would have had without the interruption, bit for bit on the same engine with the same number of threads.
 *
 * What a training draws at random depends on the seed path and the epoch, and what schedules and early stopping wait for on
 * the losses so far, so neither has a memory that would have to be kept.
 */
export interface TrainingCheckpoint {
  /** See `trainingFingerprint`. */
  readonly fingerprint: string;
  /** The optimizer's, which a schedule gives shares of; a range test is not repeated. */
  readonly learningRate: number;
  /** Of every epoch so far, the first one first. */
  readonly history: readonly EpochRecord[];
  /** How long the training has taken so far. */
  readonly seconds: number;
  /** What the model holds between epochs: weights and batch statistics; with averaging the averages. */
  readonly weights: VariablesSnapshot;
  /** Besides the weights: the optimizer's memory, sums of gradients, with averaging the weights that are trained. */
  readonly state: VariablesSnapshot;
  /** With early stopping: the weights of the best epoch so far. */
  readonly bestWeights?: VariablesSnapshot;
}
