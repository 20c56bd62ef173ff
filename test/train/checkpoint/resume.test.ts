import { layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { iris } from '../../../datasets/index.js';
import { mlp } from '../../../models/index.js';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import { CheckpointError } from '../../../pipeline/errors.js';
import { decodeCheckpoint } from '../../../pipeline/train/checkpoint/decode-checkpoint.js';
import { encodeCheckpoint } from '../../../pipeline/train/checkpoint/encode-checkpoint.js';
import { fromRangeTest } from '../../../pipeline/train/from-range-test.js';
import { type OptimizerName, optimizers } from '../../../pipeline/train/optimizers/registry.js';
import type { TrainingPlan } from '../../../pipeline/train/plan.js';
import { type ScheduleName, schedules } from '../../../pipeline/train/schedules/registry.js';
import { smallData } from '../small-data.js';
import { data, digestOf, fullPlan, noisyNetwork, train } from './small-training.js';

type Options = Parameters<typeof train>[1];

/** A training with the files of its checkpoints, one an epoch. */
async function withCheckpoints(plan: TrainingPlan, options: Options = {}) {
  const files: Uint8Array[] = [];
  const whole = await train(plan, {
    ...options,
    onCheckpoint: async (take) => {
      files.push(encodeCheckpoint(await take()));
    },
  });
  return { whole, files };
}

/** What comes of it when it is interrupted after one of its epochs. */
const resume = (file: Uint8Array | undefined, plan: TrainingPlan, options: Options = {}) =>
  train(plan, { ...options, resumeFrom: decodeCheckpoint(file ?? new Uint8Array(), 'checkpoint') });

const optimizerNames = Object.keys(optimizers) as OptimizerName[];
const scheduleNames = Object.keys(schedules) as ScheduleName[];

test.each(optimizerNames)('%s: a resumed training ends with the same weights, bit for bit', async (name) => {
  const plan: TrainingPlan = { epochs: 4, batchSize: 16, optimizer: { name, learningRate: 0.01, weightDecay: 0.02 } };
  const { whole, files } = await withCheckpoints(plan);
  expect(files).toHaveLength(4);
  expect(await resume(files[1], plan)).toEqual(whole);
});

test('after each of its epochs, with all there is to remember', async () => {
  const { whole, files } = await withCheckpoints(fullPlan);
  expect(new Set(whole.history.map(({ learningRate }) => learningRate)).size).toBeGreaterThan(2);
  for (const file of files) {
    const resumed = await resume(file, fullPlan);
    expect(resumed).toEqual(whole);
    expect(digestOf(resumed)).toBe(digestOf(whole));
  }
});

test.each(scheduleNames)('schedule %s', async (schedule) => {
  const plan: TrainingPlan = {
    epochs: 3,
    batchSize: 32,
    optimizer: { name: 'momentum', learningRate: 0.05 },
    schedule,
  };
  const { whole, files } = await withCheckpoints(plan);
  expect(await resume(files[0], plan)).toEqual(whole);
});

describe('early stopping', () => {
  const plan: TrainingPlan = {
    epochs: 30,
    batchSize: 8,
    // So large a rate that the losses go up and down.
    optimizer: { name: 'adam', learningRate: 0.3 },
    earlyStopping: { patience: 3 },
  };

  test('the best epoch before the interruption is given back, and patience goes on', async () => {
    const { whole, files } = await withCheckpoints(plan);
    expect(whole.stoppedEarly).toBe(true);
    expect(files).toHaveLength(whole.bestEpoch + 3);
    for (const epoch of [whole.bestEpoch, whole.bestEpoch + 1, whole.bestEpoch + 3]) {
      expect(await resume(files[epoch - 1], plan)).toEqual(whole);
    }
  });

  test('with averages it is the averages that are given back', async () => {
    const averaging = { ...plan, averaging: { decay: 0.8 } };
    const { whole, files } = await withCheckpoints(averaging);
    expect(whole.bestEpoch).toBeLessThan(whole.history.length);
    expect(whole.finalMetrics.validation.loss).toBe(whole.history[whole.bestEpoch - 1]?.validationLoss);
    expect(await resume(files[whole.bestEpoch], averaging)).toEqual(whole);
  });
});

test('a rate from a range test is kept', async () => {
  const options = { data: await iris().load() };
  const plan: TrainingPlan = {
    epochs: 2,
    batchSize: 16,
    optimizer: { name: 'momentum', learningRate: fromRangeTest({ steps: 40 }) },
  };
  const withLayers: Options = {
    ...options,
    build: (_hp, { inputShape }) =>
      sequential({
        layers: [
          layers.dense({ units: 8, activation: 'tanh', inputShape: [...inputShape] }),
          layers.dense({ units: 3 }),
        ],
      }),
  };
  const { whole, files } = await withCheckpoints(plan, withLayers);
  expect(await resume(files[0], plan, withLayers)).toEqual(whole);
});

test('a recurrent network with dropout', async () => {
  const plan: TrainingPlan = { epochs: 2, batchSize: 25, optimizer: { name: 'rmsprop', learningRate: 0.01 } };
  const recurrent: Options = {
    build: () =>
      sequential({
        layers: [
          layers.reshape({ targetShape: [2, 1], inputShape: [2] }),
          layers.gru({ units: 4, recurrentInitializer: 'glorotUniform' }),
          layers.dropout({ rate: 0.2 }),
          layers.dense({ units: 3 }),
        ],
      }),
  };
  const { whole, files } = await withCheckpoints(plan, recurrent);
  expect(await resume(files[0], plan, recurrent)).toEqual(whole);
});

test('augmented images with smoothed labels', async () => {
  const task = { kind: 'classification', inputShape: [6, 6, 1], classes: ['a', 'b'] } as const;
  const images = smallData(task, [40, 10, 10], (random) => ({
    x: Array.from({ length: 36 }, () => random.uniform()),
    y: [random.below(2)],
  }));
  const plan: TrainingPlan = {
    epochs: 3,
    batchSize: 16,
    optimizer: { name: 'adam', learningRate: 0.01 },
    augmentation: ['flip', 'shift', 'cutout', 'mixup'],
    labelSmoothing: 0.1,
  };
  const options: Options = { data: images, build: (_hp, given) => mlp({ ...given, hiddenUnits: 8 }) };
  const { whole, files } = await withCheckpoints(plan, options);
  expect(await resume(files[0], plan, options)).toEqual(whole);
});

test('scale-invariant kernels, whose norms are those of the beginning', async () => {
  const plan: TrainingPlan = {
    epochs: 3,
    batchSize: 16,
    optimizer: { name: 'momentum', learningRate: 0.05 },
    scaleInvariant: { effectiveLearningRate: 0.02 },
  };
  const options: Options = {
    build: (_hp, given) => mlp({ ...given, hiddenUnits: 8, normalisation: 'batch', output: 'scaleInvariant' }),
  };
  const { whole, files } = await withCheckpoints(plan, options);
  expect(await resume(files[0], plan, options)).toEqual(whole);
});

describe('another training is refused', () => {
  const plan: TrainingPlan = { epochs: 2, batchSize: 25, optimizer: { name: 'sgd', learningRate: 0.1 } };
  const cases: Record<string, [TrainingPlan, Options]> = {
    'another plan': [{ ...plan, optimizer: { name: 'sgd', learningRate: 0.2 } }, {}],
    'more epochs': [{ ...plan, epochs: 3 }, {}],
    'another seed': [plan, { seedPath: [2, 0] }],
    'other layers': [
      plan,
      {
        build: (_hp, { inputShape }) =>
          sequential({ layers: [layers.dense({ units: 3, inputShape: [...inputShape] })] }),
      },
    ],
    'other data of the same sizes': [plan, { data: { ...data, validation: data.test } }],
  };

  test.each(Object.entries(cases))('%s', async (_name, [otherPlan, options]) => {
    const { files } = await withCheckpoints(plan);
    await expect(resume(files[0], otherPlan, options)).rejects.toThrow(CheckpointError);
  });

  test('another engine', async () => {
    const { files } = await withCheckpoints(plan);
    await expect(resume(files[0], plan, { engine: await openEngine('cpu') })).rejects.toThrow('the engine');
  });

  test('the names that layers get by themselves do not matter', async () => {
    const { files } = await withCheckpoints(plan);
    for (let i = 0; i < 3; i++) noisyNetwork({}, data.task).dispose();
    await expect(resume(files[0], plan)).resolves.toMatchObject({ epochs: 2 });
  });
});

test('training is the same whether checkpoints are taken or not', async () => {
  const taken = await withCheckpoints(fullPlan);
  const told: unknown[] = [];
  const untaken = await train(fullPlan, {
    onCheckpoint: () => {
      told.push(0);
    },
  });
  expect(told).toHaveLength(taken.files.length);
  expect(untaken).toEqual(taken.whole);
  expect(await train(fullPlan)).toEqual(taken.whole);
});
