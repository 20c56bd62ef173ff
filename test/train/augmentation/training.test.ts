import type { LayersModel } from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { convNet, mlp } from '../../../models/index.js';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import type { LoadedData, Split, Task } from '../../../pipeline/load/data.js';
import { gatherBatch } from '../../../pipeline/load/gather-batch.js';
import { randomStream } from '../../../pipeline/random/random-stream.js';
import { shuffledIndices } from '../../../pipeline/random/shuffled-indices.js';
import { createAugmentBatch } from '../../../pipeline/train/augmentation/augment-batch.js';
import { imageFormat } from '../../../pipeline/train/augmentation/image-format.js';
import { type AugmentationChoice, augmentations } from '../../../pipeline/train/augmentation/registry.js';
import { resolveAugmentation } from '../../../pipeline/train/augmentation/resolve-augmentation.js';
import { buildModel } from '../../../pipeline/train/build-model.js';
import type { TrainingPlan } from '../../../pipeline/train/plan.js';
import { resolvePlan } from '../../../pipeline/train/resolve-plan.js';
import { trainModel } from '../../../pipeline/train/train-model.js';
import { createUpdateTrainer } from '../../../pipeline/train/train-update.js';

const engine = await openEngine('onnx', { threads: 1 });
await engine.activate();

const task: Task = { kind: 'classification', inputShape: [8, 8, 1], classes: ['a', 'b', 'c'] };
const images: LoadedData = {
  name: 'images',
  task,
  train: split(40, 'train'),
  validation: split(20, 'validation'),
  test: split(10, 'test'),
  inputTransform: { kind: 'standardise', mean: [99.6], std: [60] },
};

function split(n: number, name: string): Split {
  const random = randomStream(name);
  const x = Uint8Array.from({ length: n * 64 }, () => random.below(256));
  const y = Int32Array.from({ length: n }, () => random.below(3));
  return { x: ndarray(x, [n, 8, 8, 1]), y: ndarray(y, [n]) };
}

const optimizer = { name: 'sgd', learningRate: 0.05 } as const;
const plan: TrainingPlan = { epochs: 2, batchSize: 16, optimizer };

type Build = (hp: object, task: Task) => LayersModel;
const small: Build = (_hp, given) => convNet({ ...given, filters: 2, blocks: 1, denseUnits: 0 });

async function train(change: Partial<TrainingPlan>, build: Build = small, data = images) {
  const model = buildModel(build, {}, data.task, [1]);
  const result = await trainModel({ engine, model, plan: { ...plan, ...change }, data, seedPath: [1] });
  const weights = model.weights.map((weight) => Array.from(weight.read().dataSync()));
  model.dispose();
  return { ...result, weights };
}

const every: readonly AugmentationChoice[] = [
  'flip',
  { name: 'shift', pixels: 1 },
  { name: 'crop', padding: 2 },
  { name: 'cutout', size: 3 },
  { name: 'mixup', alpha: 1 },
];

test('every augmentation of the registry trains, and all together', async () => {
  for (const augmentation of [...Object.keys(augmentations).map((name) => [name]), every]) {
    const sized = augmentation.map((entry) => (entry === 'crop' ? { name: 'crop', padding: 2 } : entry));
    const { end } = await train({ augmentation: sized as readonly AugmentationChoice[], epochs: 1 });
    expect(end).toBe('finished');
  }
});

describe('reproducibility', () => {
  test('the same seed gives bit-equal weights; augmentation changes them', async () => {
    const [a, b, plain] = [await train({ augmentation: every }), await train({ augmentation: every }), await train({})];
    expect(a.weights).toEqual(b.weights);
    expect(a.weights).not.toEqual(plain.weights);
  });

  test('what leaves images as they are leaves the training as it is', async () => {
    const nothing: readonly AugmentationChoice[] = [
      { name: 'flip', probability: 0 },
      { name: 'shift', pixels: 0 },
      { name: 'crop', padding: 0 },
      { name: 'cutout', size: 0 },
    ];
    expect((await train({ augmentation: nothing })).weights).toEqual((await train({})).weights);
    expect((await train({ augmentation: [] })).weights).toEqual((await train({})).weights);
  });

  test('images change from epoch to epoch, and only those of training batches', async () => {
    // A rate of next to nothing: losses differ by what is shown alone. Without blending, an epoch's order does not matter.
    const still = { optimizer: { name: 'sgd', learningRate: 1e-12 }, epochs: 3 } as const;
    const plain = await train(still);
    const augmented = await train({ ...still, augmentation: ['flip', { name: 'cutout', size: 4 }] });
    const losses = (result: typeof plain) => result.history.map(({ trainLoss }) => Number(trainLoss.toFixed(6)));
    expect(new Set(losses(plain)).size).toBe(1);
    expect(new Set([...losses(plain), ...losses(augmented)]).size).toBe(4);
    if (plain.end !== 'finished' || augmented.end !== 'finished') throw new Error('a training did not finish');
    expect(augmented.history.map(({ validationLoss }) => validationLoss)).toEqual(
      plain.history.map(({ validationLoss }) => validationLoss),
    );
    expect(augmented.finalMetrics).toEqual(plain.finalMetrics);
  });

  test('neither accumulation nor the batches of an epoch change what is drawn for an image in it', async () => {
    const still = { optimizer: { name: 'sgd', learningRate: 1e-12 }, epochs: 1 } as const;
    const augmentation = [{ name: 'shift', pixels: 3 }] as const;
    const once = await train({ ...still, augmentation, batchSize: 40 });
    const often = await train({ ...still, augmentation, batchSize: 8, accumulation: 2 });
    expect(often.history[0]?.trainLoss).toBeCloseTo(once.history[0]?.trainLoss ?? Number.NaN, 5);
  });
});

describe('mixup', () => {
  const linear: Build = (_hp, given) => mlp({ ...given, layers: 0 });
  const smoothing = 0.2;

  test('loss, accuracy and update are those of blended samples and targets', async () => {
    const resolved = resolvePlan(
      { ...plan, batchSize: 40, augmentation: [{ name: 'mixup', alpha: 1 }], labelSmoothing: smoothing },
      task,
    );
    const model = buildModel(linear, {}, task, [1]);
    const [kernel, bias] = model.weights.map((weight) => weight.read());
    const [w, b] = [Array.from(kernel?.dataSync() ?? []), Array.from(bias?.dataSync() ?? [])];
    const trainer = createUpdateTrainer({ engine, model, data: images, plan: resolved });
    const order = shuffledIndices(40, randomStream('order'));
    const result = await trainer.run({
      order,
      from: 0,
      learningRate: 0.1,
      step: 1,
      noise: randomStream('noise'),
      augmentation: randomStream('augmentation'),
    });
    const updated = Array.from(model.weights[1]?.read().dataSync() ?? []);
    trainer.dispose();
    model.dispose();

    // The same again in plain numbers, from the same stream.
    const random = randomStream('augmentation');
    const share = resolved.augmentation?.batch?.drawShare(random) ?? Number.NaN;
    const partners = shuffledIndices(40, random);
    const pixel = (row: number, i: number) => ((images.train.x.data[row * 64 + i] ?? 0) - 99.6) / 60;
    let [loss, hits] = [0, 0];
    const gradient = [0, 0, 0];
    order.forEach((row, at) => {
      const other = order[partners[at] ?? 0] ?? 0;
      const logits = b.map((value, k) => {
        let sum = value;
        for (let i = 0; i < 64; i++) {
          sum += (share * pixel(row, i) + (1 - share) * pixel(other, i)) * (w[i * 3 + k] ?? 0);
        }
        return sum;
      });
      const target = [0, 1, 2].map(
        (k) => share * Number(images.train.y.get(row) === k) + (1 - share) * Number(images.train.y.get(other) === k),
      );
      const total = logits.reduce((sum, value) => sum + Math.exp(value), 0);
      logits.forEach((logit, k) => {
        const smoothed = (1 - smoothing) * (target[k] ?? 0) + smoothing / 3;
        loss -= smoothed * (logit - Math.log(total));
        gradient[k] = (gradient[k] ?? 0) + (Math.exp(logit) / total - smoothed) / 40;
      });
      hits += target[logits.indexOf(Math.max(...logits))] ?? 0;
    });
    expect(result.lossSum).toBeCloseTo(loss, 2);
    expect(result.scoreSums[0]).toBeCloseTo(hits, 4);
    updated.forEach((value, k) => {
      expect(value).toBeCloseTo((b[k] ?? 0) - 0.1 * (gradient[k] ?? 0), 5);
    });
  });
});

test('cutout of bytes takes the byte that the network sees as 0', () => {
  expect(imageFormat(images)).toEqual({ height: 8, width: 8, channels: 1, neutral: [100] });
  const resolved = resolveAugmentation([{ name: 'cutout', size: 20 }], task, 'softmaxCrossEntropy');
  if (!resolved) throw new Error('there is an augmentation');
  const buffers = { x: new Uint8Array(128), y: new Int32Array(2) };
  gatherBatch(images.train, Uint32Array.of(3, 4), 0, 2, buffers.x, buffers.y);
  createAugmentBatch(resolved, images)(buffers, 2, randomStream(1));
  expect(Array.from(buffers.x)).toContain(100);
  expect(buffers.x.every((value, i) => value === 100 || value === images.train.x.data[3 * 64 + i])).toBe(true);
});
