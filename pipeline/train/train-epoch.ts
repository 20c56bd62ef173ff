import { gatherBatch } from '../load/gather-batch.js';
import { randomStream } from '../random/random-stream.js';
import { shuffledIndices } from '../random/shuffled-indices.js';
import { compileTrainingStep, type StepParts } from './compile-training-step.js';
import { programsBySize } from './programs-by-size.js';
import type { ResolvedPlan } from './resolve-plan.js';
import { type SplitMetrics, scoreOf } from './score.js';
import type { SeedPath } from './seed-path.js';
import { createGroupUpdate } from './update/group-update.js';
import { createUpdateState } from './update/update-state.js';

export interface EpochTrainer {
  /**
   * Every training row once, in the epoch's own random order. Ends at the first loss that is NaN or infinite. Before
   * and afterwards the model holds the weights that count: with averaging the averages.
   * @param validationLosses of the epochs that have ended, which a schedule may look at
   */
  train(epoch: number, validationLosses: readonly number[]): Promise<TrainedEpoch>;
  /** Updates of the weights begun since the beginning. */
  readonly steps: number;
  dispose(): void;
}

type TrainedEpoch =
  /** `learningRate`: of the last update. */
  ({ readonly diverged: false; readonly learningRate: number } & SplitMetrics) | { readonly diverged: true };

export function createEpochTrainer(
  parts: Omit<StepParts, 'state' | 'plan'> & {
    readonly plan: Omit<ResolvedPlan, 'patience'>;
    readonly seedPath: SeedPath;
  },
): EpochTrainer {
  const { engine, model, data, plan, seedPath } = parts;
  const state = createUpdateState(model, plan);
  const groupUpdate = createGroupUpdate(engine, model, state);
  const rowsPerUpdate = plan.batchSize * plan.accumulation;
  const programs = programsBySize((batchSize) => compileTrainingStep({ ...parts, state }, batchSize));
  const n = data.train.x.shape[0] ?? 0;
  const stepsPerEpoch = Math.ceil(n / rowsPerUpdate);
  const score = scoreOf(data.task.kind, data.train);
  let steps = 0;
  return {
    async train(epoch, validationLosses) {
      state.exchangeAverages();
      try {
        return await trainRows(epoch, validationLosses);
      } finally {
        state.exchangeAverages();
      }
    },
    get steps() {
      return steps;
    },
    dispose() {
      programs.dispose();
      groupUpdate?.dispose();
      state.dispose();
    },
  };

  async function trainRows(epoch: number, validationLosses: readonly number[]): Promise<TrainedEpoch> {
    const order = shuffledIndices(n, randomStream(...seedPath, 'shuffle', epoch));
    const noise = randomStream(...seedPath, 'noise', epoch);
    let lossSum = 0;
    let learningRate = Number.NaN;
    const sums = new Float64Array(data.train.y.shape[1] ?? 1);
    for (let from = 0; from < n; from += plan.batchSize) {
      const count = Math.min(plan.batchSize, n - from);
      const program = await programs.get(count);
      gatherBatch(data.train, order, from, count, program.buffers.x, program.buffers.y);
      if (from % rowsPerUpdate === 0) {
        const position = { step: steps, stepsPerEpoch, epochs: plan.epochs, validationLosses };
        learningRate = plan.optimizer.learningRate * plan.schedule.share(position);
        steps++;
      }
      const scalars = { learningRate, step: steps };
      const result = await program.run(scalars, noise);
      if (!Number.isFinite(result.loss)) return { diverged: true };
      lossSum += result.loss * count;
      for (let k = 0; k < sums.length; k++) sums[k] = (sums[k] ?? 0) + (result.scoreSums[k] ?? 0);
      const seen = from + count;
      if (seen % rowsPerUpdate === 0 || seen === n) await groupUpdate?.run(scalars);
    }
    return { diverged: false, learningRate, loss: lossSum / n, score: score(sums) };
  }
}
