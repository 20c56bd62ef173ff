import type * as tf from '@tensorflow/tfjs-core';
import { randomStream } from '../random/random-stream.js';
import { shuffledIndices } from '../random/shuffled-indices.js';
import type { StepParts } from './compile-training-step.js';
import type { ResolvedPlan } from './resolve-plan.js';
import { type SplitMetrics, scoreOf } from './score.js';
import type { SeedPath } from './seed-path.js';
import { createUpdateTrainer } from './train-update.js';
import { momentumAt } from './update/momentum-at.js';

export interface EpochTrainer {
  /**
   * Every training row once, in the epoch's own random order. Ends at the first loss that is NaN or infinite. Before
   * and afterwards the model holds the weights that count: with averaging the averages.
   * @param validationLosses of the epochs that have ended, which a schedule may look at
   */
  train(epoch: number, validationLosses: readonly number[]): Promise<TrainedEpoch>;
  /** Updates of the weights begun since the beginning of the training. */
  readonly steps: number;
  /** See `UpdateTrainer`. With the model's weights all that an epoch depends on and changes. */
  readonly state: readonly tf.Variable[];
  dispose(): void;
}

type TrainedEpoch =
  /** `learningRate`: of the last update. */
  ({ readonly diverged: false; readonly learningRate: number } & SplitMetrics) | { readonly diverged: true };

export function createEpochTrainer(
  parts: Omit<StepParts, 'state' | 'plan'> & {
    readonly plan: Omit<ResolvedPlan, 'earlyStopping'>;
    readonly seedPath: SeedPath;
  },
): EpochTrainer {
  const { data, plan, seedPath } = parts;
  const trainer = createUpdateTrainer(parts);
  const n = data.train.x.shape[0] ?? 0;
  const stepsPerEpoch = Math.ceil(n / trainer.rowsPerUpdate);
  const score = scoreOf(data.task.kind, data.train);
  let steps = 0;
  return {
    async train(epoch, validationLosses) {
      trainer.exchangeAverages();
      try {
        return await trainRows(epoch, validationLosses);
      } finally {
        trainer.exchangeAverages();
      }
    },
    get steps() {
      return steps;
    },
    state: trainer.state,
    dispose: () => trainer.dispose(),
  };

  async function trainRows(epoch: number, validationLosses: readonly number[]): Promise<TrainedEpoch> {
    const order = shuffledIndices(n, randomStream(...seedPath, 'shuffle', epoch));
    const noise = randomStream(...seedPath, 'noise', epoch);
    const augmentation = randomStream(...seedPath, 'augmentation', epoch);
    // From the epoch's number, because the epochs before it may have been trained by another process.
    steps = (epoch - 1) * stepsPerEpoch;
    let learningRate = Number.NaN;
    let lossSum = 0;
    const sums = new Float64Array(data.train.y.shape[1] ?? 1);
    for (let from = 0; from < n; from += trainer.rowsPerUpdate) {
      const position = { step: steps, stepsPerEpoch, epochs: plan.epochs, validationLosses };
      learningRate = plan.optimizer.learningRate * plan.schedule.share(position);
      const momentum = momentumAt(plan, position);
      steps++;
      const update = await trainer.run({ order, from, learningRate, momentum, step: steps, noise, augmentation });
      if (!Number.isFinite(update.lossSum)) return { diverged: true };
      lossSum += update.lossSum;
      for (let k = 0; k < sums.length; k++) sums[k] = (sums[k] ?? 0) + (update.scoreSums[k] ?? 0);
    }
    return { diverged: false, learningRate, loss: lossSum / n, score: score(sums) };
  }
}
