import { type LayersModel, layers, regularizers, sequential } from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { convNet, mlp } from '../../models/index.js';
import type { EngineName } from '../../pipeline/compiler/engine.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import type { LoadedData, Split, Task } from '../../pipeline/load/data.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { buildModel } from '../../pipeline/train/build-model.js';
import { losses } from '../../pipeline/train/losses/registry.js';
import type { LossName, OptimizerChoice, TrainingPlan } from '../../pipeline/train/plan.js';
import { trainModel } from '../../pipeline/train/train-model.js';
import { blobs, linear } from './small-data.js';

/** Bytes in the shape of small colour images; the class decides which half is brighter. */
function images(sizes: readonly [number, number, number]): LoadedData {
  const shape = [8, 8, 2];
  const [train, validation, test] = sizes.map((n, part): Split => {
    const random = randomStream('images', part);
    const y = Int32Array.from({ length: n }, () => random.below(2));
    const x = Uint8Array.from({ length: n * 128 }, (_, i) => {
      const upper = i % 128 < 64;
      return random.below(128) + (upper === ((y[Math.floor(i / 128)] ?? 0) === 1) ? 100 : 0);
    });
    return { x: ndarray(x, [n, ...shape]), y: ndarray(y, [n]) };
  });
  return {
    name: 'images',
    task: { kind: 'classification', inputShape: shape, classes: ['upper', 'lower'] },
    train: train as Split,
    validation: validation as Split,
    test: test as Split,
    inputTransform: { kind: 'standardise', mean: [110, 115], std: [60, 65] },
  };
}

type Build = (hp: object, task: Task) => LayersModel;

async function train(engineName: EngineName, data: LoadedData, plan: TrainingPlan, build: Build) {
  const engine = await openEngine(engineName, { threads: 1 });
  await engine.activate();
  const model = buildModel(build, {}, data.task, [3, 0]);
  const result = await trainModel({ engine, model, plan, data, seedPath: [3, 0] });
  if (result.end !== 'finished') throw new Error(`${engineName}: training ended as ${result.end}`);
  const weights = await Promise.all(model.weights.map(async (weight) => Array.from(await weight.read().data())));
  model.dispose();
  return { result, weights };
}

/** The same study on both engines: weights and metrics within float tolerance. */
async function expectAgreement(data: LoadedData, plan: TrainingPlan, build: Build, tolerance = 2e-4): Promise<void> {
  const reference = await train('cpu', data, plan, build);
  const compiled = await train('onnx', data, plan, build);
  reference.weights.forEach((weight, i) => {
    weight.forEach((want, k) => {
      expect(Math.abs((compiled.weights[i]?.[k] ?? Number.NaN) - want)).toBeLessThan(tolerance * (1 + Math.abs(want)));
    });
  });
  reference.result.history.forEach((record, i) => {
    const other = compiled.result.history[i];
    expect(other?.trainLoss).toBeCloseTo(record.trainLoss, 3);
    expect(other?.validationLoss).toBeCloseTo(record.validationLoss, 3);
  });
  expect(compiled.result.finalMetrics.test.loss).toBeCloseTo(reference.result.finalMetrics.test.loss, 3);
}

const sgd: OptimizerChoice = { name: 'sgd', learningRate: 0.1 };
// 45 rows in batches of 10: the last one has 5. Its gradient noise is larger, and so is any mistake in counting.
const sizes = [45, 15, 15] as const;

describe('optimizers', () => {
  test.each<OptimizerChoice>([
    sgd,
    { name: 'momentum', learningRate: 0.05 },
    // An epsilon that rounding in nearly vanished gradients cannot beat.
    { name: 'rmsprop', learningRate: 0.01, epsilon: 1e-3 },
    { name: 'adam', learningRate: 0.01, epsilon: 1e-3 },
  ])('$name', async (optimizer) => {
    const build: Build = (_hp, task) => mlp({ ...task, hiddenUnits: 8, activation: 'tanh' });
    await expectAgreement(blobs(sizes), { epochs: 3, batchSize: 10, optimizer }, build);
  });
});

describe('losses', () => {
  const build: Build = (_hp, task) => mlp({ ...task, hiddenUnits: 6, layers: 1, activation: 'swish' });
  const names = Object.keys(losses) as LossName[];

  test.each(names.filter((name) => losses[name].tasks.includes('classification')))(
    '%s of class indices',
    async (loss) => {
      await expectAgreement(blobs(sizes), { epochs: 2, batchSize: 10, optimizer: sgd, loss }, build);
    },
  );

  test.each(names.filter((name) => losses[name].tasks.includes('regression')))('%s of numbers', async (loss) => {
    await expectAgreement(linear(sizes), { epochs: 2, batchSize: 10, optimizer: sgd, loss }, build);
  });
});

describe('networks', () => {
  const plan: TrainingPlan = { epochs: 2, batchSize: 10, optimizer: { name: 'momentum', learningRate: 0.02 } };

  test('convolutional, with batch normalisation and dropout, on bytes', async () => {
    const build: Build = (_hp, task) =>
      convNet({ ...task, filters: 3, denseUnits: 6, dropout: 0.3, normalisation: 'batch' });
    await expectAgreement(images([25, 9, 9]), plan, build, 1e-3);
  });

  test('all that an update can do, over batches of batch normalisation', async () => {
    const build: Build = (_hp, task) => convNet({ ...task, filters: 3, denseUnits: 6, normalisation: 'batch' });
    const full: TrainingPlan = {
      ...plan,
      batchSize: 5,
      optimizer: { name: 'adamw', learningRate: 0.01, epsilon: 1e-3, weightDecay: 0.5 },
      clipping: { norm: 0.5 },
      averaging: { decay: 0.8 },
      accumulation: 2,
    };
    await expectAgreement(images([25, 9, 9]), full, build, 1e-3);
  });

  test('every kind of noise draws the same numbers', async () => {
    const build: Build = (_hp, task) =>
      sequential({
        layers: [
          layers.gaussianNoise({ stddev: 0.2, inputShape: [...task.inputShape] }),
          layers.dense({ units: 8, activation: 'selu' }),
          layers.alphaDropout({ rate: 0.2 }),
          layers.dense({ units: 8 }),
          layers.gaussianDropout({ rate: 0.2 }),
          layers.reshape({ targetShape: [4, 2] }),
          layers.spatialDropout1d({ rate: 0.5 }),
          layers.flatten(),
          layers.dropout({ rate: 0.2 }),
          layers.dense({ units: 3 }),
        ],
      });
    await expectAgreement(blobs(sizes), plan, build);
  });

  test('penalties and early stopping', async () => {
    const build: Build = (_hp, task) =>
      sequential({
        layers: [
          layers.dense({
            units: 8,
            activation: 'elu',
            inputShape: [...task.inputShape],
            kernelRegularizer: regularizers.l1l2({ l1: 0.01, l2: 0.02 }),
          }),
          layers.dense({ units: 3, biasRegularizer: regularizers.l2({ l2: 0.1 }) }),
        ],
      });
    await expectAgreement(blobs(sizes), { ...plan, epochs: 4, earlyStopping: { patience: 1 } }, build);
  });
});

test('a table with missing and categorical cells', async () => {
  const data = blobs(sizes);
  data.train.x.set(0, 0, Number.NaN);
  const transformed: LoadedData = {
    ...data,
    inputTransform: {
      kind: 'columns',
      columns: [
        { kind: 'numeric', name: 'a', fill: 0.5, mean: 0.1, std: 1.5 },
        { kind: 'categorical', name: 'b', categories: ['no', 'yes'] },
      ],
    },
  };
  for (const split of [data.train, data.validation, data.test]) {
    for (let i = 0; i < (split.x.shape[0] ?? 0); i++) split.x.set(i, 1, (i % 3) - 1);
  }
  const build: Build = (_hp, task) => mlp({ ...task, inputShape: [3], layers: 1 });
  const plan: TrainingPlan = { epochs: 2, batchSize: 10, optimizer: sgd };
  await expectAgreement({ ...transformed, task: { ...data.task, inputShape: [3] } }, plan, build);
});
