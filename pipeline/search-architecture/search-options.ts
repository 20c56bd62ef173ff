import type { OperatorName } from '../../models/cells/operators.js';
import type { AugmentationChoice } from '../train/augmentation/registry.js';
import type { Clipping, OptimizerChoice } from '../train/plan.js';
import type { ScheduleChoice } from '../train/schedules/registry.js';
import type { TemperatureRange } from './sampler/temperature-at.js';

/** One of the parts of a search; each is deeper and has fewer operators than the one before. */
export interface SearchStage {
  /** Of the supernet. */
  readonly cells: number;
  /** How many an edge has: those that were most probable in the stage before. At least two. */
  readonly operators: number;
  readonly epochs: number;
  /** Epochs at its beginning in which only weights are trained. Default 0. */
  readonly warmUpEpochs?: number;
  /** Share of samples for which a skip connection is dropped, at the beginning; it falls to 0 over the stage. Default 0. */
  readonly skipDropout?: number;
}

/** As in P-DARTS (Chen et al. 2019). */
export const defaultSkipLimit = 2;

/** How an architecture is searched for. */
export interface SearchOptions {
  /** Filters of a cell's nodes before the first reduction. */
  readonly channels: number;
  /** Intermediate nodes of a cell. */
  readonly nodes: number;
  /** Filters of the first convolution. Default three times `channels`. */
  readonly stemFilters?: number;
  /** The candidates of every edge. Default: all eight. */
  readonly operators?: readonly OperatorName[];
  readonly stages: readonly SearchStage[];
  readonly batchSize: number;
  /** Random changes of the images of both halves, as in a training plan, without any that blends images. Default: none. */
  readonly augmentation?: readonly AugmentationChoice[];
  /** Of the weights, trained on one half of the training rows; the schedule begins anew in every stage. */
  readonly weights: {
    readonly optimizer: OptimizerChoice;
    readonly schedule?: ScheduleChoice;
    readonly clipping?: Clipping;
  };
  /** Of the architecture parameters, trained on the other half. */
  readonly architecture: { readonly optimizer: OptimizerChoice };
  /** See `sampleOperators`. Default from 5 to 0.5. */
  readonly temperature?: TemperatureRange;
  /** Skip connections that a normal cell has at most. Default 2. */
  readonly skipLimit?: number;
  /** lambda: what a millisecond of expected latency adds to the loss of the architecture. Default 0: latency plays no part. */
  readonly latencyWeight?: number;
}
