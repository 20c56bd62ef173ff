import type * as tf from '@tensorflow/tfjs-core';
import { gatherBatch } from '../load/gather-batch.js';
import type { RandomStream } from '../random/random-stream.js';
import { createAugmentBatch } from './augmentation/augment-batch.js';
import { compileTrainingStep, type StepParts } from './compile-training-step.js';
import { programsBySize } from './programs-by-size.js';
import type { ResolvedPlan } from './resolve-plan.js';
import { createGroupUpdate } from './update/group-update.js';
import { createUpdateState } from './update/update-state.js';

export interface UpdateRequest {
  /** Rows of the training split in the order in which they are gone through. */
  readonly order: Uint32Array;
  /** Where in `order` the update's rows begin. */
  readonly from: number;
  readonly learningRate: number;
  /** The number of this update, from 1. */
  readonly step: number;
  /** See `momentumAt`. */
  readonly momentum?: number;
  readonly noise: RandomStream;
  /** What augmentation draws from, where the plan has some. */
  readonly augmentation: RandomStream;
}

/** What the batches of one update say together; the loss is without penalties. */
export interface UpdateResult {
  readonly rows: number;
  /** Summed over the rows; NaN or infinite where the training has diverged. */
  readonly lossSum: number;
  readonly scoreSums: Float64Array;
}

/** Updates of the weights one by one, each from one batch or, with accumulation, from several. */
export interface UpdateTrainer {
  readonly rowsPerUpdate: number;
  /** What it remembers from update to update besides the weights; it starts as new. */
  readonly state: readonly tf.Variable[];
  /** One update from at most `rowsPerUpdate` rows. Ends at the first loss that is NaN or infinite. */
  run(request: UpdateRequest): Promise<UpdateResult>;
  /** See `UpdateState`. */
  exchangeAverages(): void;
  dispose(): void;
}

/** What of a plan an update depends on. */
export type UpdatePlan = Pick<
  ResolvedPlan,
  | 'batchSize'
  | 'loss'
  | 'labelSmoothing'
  | 'augmentation'
  | 'optimizer'
  | 'clipping'
  | 'averaging'
  | 'accumulation'
  | 'scaleInvariance'
> &
  // It says whether momentum changes from update to update.
  Partial<Pick<ResolvedPlan, 'schedule'>>;

export function createUpdateTrainer(
  parts: Omit<StepParts, 'state' | 'plan'> & { readonly plan: UpdatePlan },
): UpdateTrainer {
  const { engine, model, data, plan } = parts;
  const state = createUpdateState(model, plan);
  const groupUpdate = createGroupUpdate(engine, model, state);
  const programs = programsBySize((batchSize) => compileTrainingStep({ ...parts, state }, batchSize));
  const augment = plan.augmentation && createAugmentBatch(plan.augmentation, data);
  const rowsPerUpdate = plan.batchSize * plan.accumulation;
  return {
    rowsPerUpdate,
    state: state.variables,
    async run({ order, from, noise, augmentation, ...scalars }) {
      const end = Math.min(from + rowsPerUpdate, order.length);
      const scoreSums = new Float64Array(data.train.y.shape[1] ?? 1);
      let lossSum = 0;
      for (let at = from; at < end; at += plan.batchSize) {
        const count = Math.min(plan.batchSize, end - at);
        const program = await programs.get(count);
        gatherBatch(data.train, order, at, count, program.buffers.x, program.buffers.y);
        augment?.(program.buffers, count, augmentation);
        const result = await program.run(scalars, noise);
        lossSum += result.loss * count;
        if (!Number.isFinite(lossSum)) break;
        for (let k = 0; k < scoreSums.length; k++) scoreSums[k] = (scoreSums[k] ?? 0) + (result.scoreSums[k] ?? 0);
      }
      if (Number.isFinite(lossSum)) await groupUpdate?.run(scalars);
      return { rows: end - from, lossSum, scoreSums };
    },
    exchangeAverages: () => state.exchangeAverages(),
    dispose() {
      programs.dispose();
      groupUpdate?.dispose();
      state.dispose();
    },
  };
}
