import { type LayersModel, layers, regularizers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import type { EngineName } from '../../../pipeline/compiler/engine.js';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import type { LoadedData, Task } from '../../../pipeline/load/data.js';
import { randomStream } from '../../../pipeline/random/random-stream.js';
import { shuffledIndices } from '../../../pipeline/random/shuffled-indices.js';
import { buildModel } from '../../../pipeline/train/build-model.js';
import type { TrainingPlan } from '../../../pipeline/train/plan.js';
import { trainModel } from '../../../pipeline/train/train-model.js';
import { blobs } from '../small-data.js';

/** A penalty, so that it shows when it is counted once a batch instead of once an update. */
const build = (_hp: object, { inputShape }: Task): LayersModel =>
  sequential({
    layers: [
      layers.dense({ units: 8, activation: 'tanh', inputShape: [...inputShape] }),
      layers.dense({ units: 3, kernelRegularizer: regularizers.l2({ l2: 0.05 }) }),
    ],
  });

async function train(engineName: EngineName, data: LoadedData, plan: TrainingPlan) {
  const engine = await openEngine(engineName, { threads: 1 });
  await engine.activate();
  const model = buildModel(build, {}, data.task, [1, 0]);
  const result = await trainModel({ engine, model, plan, data, seedPath: [1, 0] });
  const weights = await Promise.all(model.weights.map(async (weight) => Array.from(await weight.read().data())));
  model.dispose();
  return { result, weights: weights.flat() };
}

// In groups of three batches of 10: 30, 30 and 15 rows, of which the last group has 10 and 5.
const data = blobs([75, 20, 20]);

describe.each<EngineName>(['cpu', 'onnx'])('%s: three batches of 10 are one of 30', (engine) => {
  test.each<[string, Omit<TrainingPlan, 'epochs' | 'batchSize'>]>([
    ['gradient descent', { optimizer: { name: 'sgd', learningRate: 0.3 } }],
    [
      'everything an update has',
      {
        optimizer: { name: 'nadam', learningRate: 0.03, epsilon: 1e-3, weightDecay: 0.1 },
        clipping: { norm: 0.2 },
        averaging: { decay: 0.7 },
      },
    ],
  ])('%s', async (_, part) => {
    const large = await train(engine, data, { epochs: 3, batchSize: 30, ...part });
    const small = await train(engine, data, { epochs: 3, batchSize: 10, accumulation: 3, ...part });
    large.weights.forEach((want, i) => {
      expect(Math.abs((small.weights[i] ?? Number.NaN) - want)).toBeLessThan(1e-5 * (1 + Math.abs(want)));
    });
    // The loss is the mean over all rows, taken with the same weights.
    large.result.history.forEach((record, i) => {
      expect(small.result.history[i]?.trainLoss).toBeCloseTo(record.trainLoss, 5);
      expect(small.result.history[i]?.validationLoss).toBeCloseTo(record.validationLoss, 5);
    });
    const unlike = await train(engine, data, { epochs: 3, batchSize: 10, ...part });
    expect(Math.abs((unlike.weights[0] ?? 0) - (large.weights[0] ?? 0))).toBeGreaterThan(1e-3);
  });
});

test('steps are updates', async () => {
  const broken = blobs([75, 20, 20]);
  broken.train.x.set(0, 0, Number.NaN);
  const plan: TrainingPlan = {
    epochs: 1,
    batchSize: 10,
    accumulation: 3,
    optimizer: { name: 'sgd', learningRate: 0.1 },
  };
  const { result } = await train('cpu', broken, plan);
  const position = shuffledIndices(75, randomStream(1, 0, 'shuffle', 1)).indexOf(0);
  expect(result).toMatchObject({ end: 'diverged', step: Math.floor(position / 30) + 1 });
});
