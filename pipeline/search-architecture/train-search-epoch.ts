import { OrtuneError } from '../errors.js';
import { gatherBatch } from '../load/gather-batch.js';
import { type RandomStream, randomStream } from '../random/random-stream.js';
import { shuffledIndices } from '../random/shuffled-indices.js';
import { createAugmentBatch } from '../train/augmentation/augment-batch.js';
import type { OpenStage } from './open-stage.js';
import type { ResolvedSearch } from './resolve-search.js';
import { temperatureAt } from './sampler/temperature-at.js';
import type { SearchEpoch, SearchMeans, SearchProgress } from './search-epoch.js';

export interface SearchEpochRequest {
  readonly options: ResolvedSearch;
  readonly seed: number;
  /** Both from 1. */
  readonly stage: number;
  readonly epoch: number;
  /** Rows of the training split that either kind of parameters learns from. */
  readonly halves: { readonly weights: Uint32Array; readonly architecture: Uint32Array };
  readonly onStep?: (progress: SearchProgress) => void;
}

/**
 * One epoch: every batch of the first half updates the weights; after the warm-up epochs each is followed by a batch of the other half
 * that updates the architecture parameters (first-order alternation: Liu et al. 2019). What does not fill a batch is left out.
 */
export async function trainSearchEpoch(open: OpenStage, request: SearchEpochRequest): Promise<SearchEpoch> {
  const { options, seed, stage, epoch, halves } = request;
  const begun = performance.now();
  const { epochs, warmUpEpochs, skipDropout } = options.stages[stage - 1] as ResolvedSearch['stages'][number];
  const { batchSize, weights, architecture } = options;
  const stream = (purpose: string): RandomStream => randomStream(seed, 'architecture-search', purpose, stage, epoch);
  const random = { weights: stream('weight-noise'), architecture: stream('architecture-noise') };
  const augmenting = { weights: stream('weight-augmentation'), architecture: stream('architecture-augmentation') };
  const order = {
    weights: shuffled(halves.weights, stream('weight-order')),
    architecture: shuffled(halves.architecture, stream('architecture-order')),
  };
  const steps = Math.floor(Math.min(order.weights.length, order.architecture.length) / batchSize);
  const trainsArchitecture = epoch > warmUpEpochs;
  // The share that is dropped falls linearly to nothing, so that skip connections end in equal competition (Chen et al. 2019).
  const dropout = skipDropout * (1 - (epoch - 1) / epochs);
  const { data } = open.parts;
  const augment = options.augmentation && createAugmentBatch(options.augmentation, data);
  let [temperature, latency] = [Number.NaN, Number.NaN];
  const sums = { loss: 0, correct: 0, architectureLoss: 0 };
  const meansOf = (done: number): SearchMeans => ({
    stage,
    epoch,
    trainLoss: sums.loss / done,
    trainAccuracy: sums.correct / (done * batchSize),
    ...(trainsArchitecture && { architectureLoss: sums.architectureLoss / done }),
    seconds: (performance.now() - begun) / 1000,
  });
  for (let at = 0; at < steps; at++) {
    const step = (epoch - 1) * steps + at;
    temperature = temperatureAt(options.temperature, progressOf(options, stage, (step + 1) / (steps * epochs)));
    const share = weights.schedule.share({ step, stepsPerEpoch: steps, epochs, validationLosses: [] });
    gatherBatch(
      data.train,
      order.weights,
      at * batchSize,
      batchSize,
      open.weightStep.buffers.x,
      open.weightStep.buffers.y,
    );
    augment?.(open.weightStep.buffers, batchSize, augmenting.weights);
    const scalars = { learningRate: weights.optimizer.learningRate * share, step: step + 1 };
    const trained = await open.weightStep.run(scalars, dropout, random.weights);
    sums.loss += trained.loss;
    sums.correct += trained.correct;
    if (!Number.isFinite(trained.loss)) throw diverged(stage, epoch);
    if (trainsArchitecture) {
      const { buffers } = open.architectureStep;
      gatherBatch(data.train, order.architecture, at * batchSize, batchSize, buffers.x, buffers.y);
      augment?.(buffers, batchSize, augmenting.architecture);
      const drawn = await open.architectureStep.run(
        { learningRate: architecture.optimizer.learningRate, step: step - warmUpEpochs * steps + 1, temperature },
        dropout,
        random.architecture,
      );
      sums.architectureLoss += drawn.loss;
      latency = drawn.latency;
    }
    request.onStep?.({ ...meansOf(at + 1), step: at + 1, steps });
  }
  return {
    ...meansOf(steps),
    ...(Number.isFinite(latency) && { latency }),
    temperature,
    candidates: open.candidates,
    alphas: await open.alphas(),
  };
}

const diverged = (stage: number, epoch: number) =>
  new OrtuneError(
    `the supernet has diverged in epoch ${epoch} of stage ${stage}: lower the learning rate of \`search.weights\`, or clip its gradients`,
  );

/** How much of the whole search is done, 0 to 1. @param ofStage the same of the stage */
function progressOf({ stages }: ResolvedSearch, stage: number, ofStage: number): number {
  const epochs = stages.map((each) => each.epochs);
  const before = epochs.slice(0, stage - 1).reduce((sum, n) => sum + n, 0);
  const all = epochs.reduce((sum, n) => sum + n, 0);
  return (before + ofStage * (epochs[stage - 1] ?? 0)) / all;
}

function shuffled(rows: Uint32Array, random: RandomStream): Uint32Array {
  return shuffledIndices(rows.length, random).map((i) => rows[i] as number);
}
