import type { LayersModel } from '@tensorflow/tfjs-layers';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { iris, wine } from '../../datasets/index.js';
import { mlp, outputUnits } from '../../models/index.js';
import type { Engine } from '../../pipeline/compiler/engine.js';
import type { Dataset, Task } from '../../pipeline/load/data.js';
import { networkInputShape } from '../../pipeline/load/network-input-shape.js';
import { buildModel } from '../../pipeline/train/build-model.js';
import type { TrainingPlan } from '../../pipeline/train/plan.js';
import { trainModel } from '../../pipeline/train/train-model.js';
import { onBoth } from './engine-pair.js';
import { largestDifference } from './largest-difference.js';

type Build = (hp: object, task: Task) => LayersModel;

/** A whole training: shuffled batches, noise from the seed, validation after each epoch, final scores. */
async function trainOn(engine: Engine, dataset: Dataset, plan: TrainingPlan, build: Build) {
  const data = await dataset.load();
  const task = { ...data.task, inputShape: networkInputShape(data) };
  const model = buildModel(build, {}, task, [7, 0]);
  const result = await trainModel({ engine, model, plan, data, seedPath: [7, 0] });
  if (result.end !== 'finished') throw new Error(`training ended as ${result.end}`);
  const weights: Record<string, ArrayLike<number>> = {};
  for (const [i, weight] of model.weights.entries()) weights[`weight ${i}`] = await weight.read().data();
  model.dispose();
  const history = Object.fromEntries(
    result.history.map(({ epoch, trainLoss, trainScore, validationLoss, validationScore }) => [
      `epoch ${epoch}`,
      [trainLoss, trainScore, validationLoss, validationScore],
    ]),
  );
  const metrics = Object.fromEntries(
    Object.entries(result.finalMetrics).map(([split, { loss, score }]) => [split, [loss, score]]),
  );
  return { weights, history: { ...history, ...metrics }, bestEpoch: result.bestEpoch };
}

/** Every kind of state and noise: dropout, batch statistics, a convolution over the columns, max pooling. */
const network: Build = (_hp, task) =>
  sequential({
    layers: [
      layers.reshape({ inputShape: [...task.inputShape], targetShape: [task.inputShape[0] as number, 1] }),
      // A bias before a normalisation has no gradient but rounding noise, which Adam would make steps of.
      layers.conv1d({ filters: 6, kernelSize: 3, padding: 'same', useBias: false }),
      layers.batchNormalization({ momentum: 0.8 }),
      layers.reLU(),
      layers.maxPooling1d({ poolSize: 2 }),
      layers.spatialDropout1d({ rate: 0.2 }),
      layers.flatten(),
      layers.dense({ units: 12, activation: 'tanh' }),
      layers.gaussianNoise({ stddev: 0.1 }),
      layers.dropout({ rate: 0.3 }),
      layers.dense({ units: outputUnits(task) }),
    ],
  });

const studies: readonly { name: string; dataset: Dataset; plan: TrainingPlan; build: Build }[] = [
  {
    name: 'wine, a small network of many kinds of layers, batches of 32 and a last one of 12',
    dataset: wine(),
    plan: { epochs: 4, batchSize: 32, optimizer: { name: 'adam', learningRate: 0.01 } },
    build: network,
  },
  {
    name: 'iris, an mlp with early stopping',
    dataset: iris(),
    plan: {
      epochs: 12,
      batchSize: 25,
      optimizer: { name: 'momentum', learningRate: 0.2 },
      earlyStopping: { patience: 2 },
    },
    build: (_hp, task) => mlp({ ...task, hiddenUnits: 16, dropout: 0.2 }),
  },
];

describe.each(studies)('$name', ({ dataset, plan, build }) => {
  test('trains to the same weights on both engines', async () => {
    const { cpu, onnx } = await onBoth((engine) => trainOn(engine, dataset, plan, build));
    const weights = largestDifference(cpu.weights, onnx.weights);
    expect(weights.difference, weights.at).toBeLessThanOrEqual(1e-4);
    const history = largestDifference(cpu.history, onnx.history);
    expect(history.difference, history.at).toBeLessThanOrEqual(1e-4);
    expect(onnx.bestEpoch).toBe(cpu.bestEpoch);
  });
});
