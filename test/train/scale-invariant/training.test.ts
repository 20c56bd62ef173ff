import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, type LayerVariable, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { ScaleInvariantDense } from '../../../models/scale-invariant-dense.js';
import type { EngineName } from '../../../pipeline/compiler/engine.js';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import type { Task } from '../../../pipeline/load/data.js';
import { buildModel } from '../../../pipeline/train/build-model.js';
import type { OptimizerChoice, TrainingPlan } from '../../../pipeline/train/plan.js';
import { scaleInvariantKernels } from '../../../pipeline/train/scale-invariant/find-kernels.js';
import { trainModel } from '../../../pipeline/train/train-model.js';
import { blobs } from '../small-data.js';

const data = blobs([60, 30, 30]);

interface Network {
  /** What all scale-invariant kernels are multiplied with before training. */
  readonly times?: number;
  readonly norm?: 'layer' | 'class';
  /** Scale and offset of the normalisation, which are not scale-invariant. Default true. */
  readonly affine?: boolean;
}

const build =
  ({ times = 1, norm = 'layer', affine = true }: Network) =>
  (_hp: object, { inputShape }: Task): LayersModel => {
    const model = sequential({
      layers: [
        layers.inputLayer({ inputShape: [...inputShape] }),
        layers.dense({ units: 8 }),
        // An epsilon that the variances of small kernels do not come near.
        layers.batchNormalization({ epsilon: 1e-12, scale: affine, center: affine }),
        layers.activation({ activation: 'tanh' }),
        new ScaleInvariantDense({ units: 3, norm }),
      ],
    });
    for (const kernel of scaleInvariantKernels(model).keys()) kernel.write(tf.mul(kernel.read(), times));
    return model;
  };

/** Norms of the scale-invariant kernels, the whole or each class. */
async function normsOf(model: LayersModel): Promise<number[]> {
  const kernels = [...scaleInvariantKernels(model)];
  const norms = await Promise.all(
    kernels.map(async ([kernel, norm]: [LayerVariable, string]) => {
      const values = Array.from(await kernel.read().data());
      const columns = norm === 'class' ? (kernel.shape.at(-1) ?? 1) : 1;
      return Array.from({ length: columns }, (_, k) => Math.hypot(...values.filter((_v, i) => i % columns === k)));
    }),
  );
  return norms.flat();
}

async function train(engineName: EngineName, plan: TrainingPlan, network: Network = {}) {
  const engine = await openEngine(engineName, { threads: 1 });
  await engine.activate();
  const model = buildModel(build(network), {}, data.task, [2, 0]);
  const before = await normsOf(model);
  const result = await trainModel({ engine, model, plan, data, seedPath: [2, 0] });
  if (result.end !== 'finished') throw new Error(`${engineName}: training ended as ${result.end}`);
  const after = await normsOf(model);
  const weights = (await Promise.all(model.weights.map(async (weight) => [...(await weight.read().data())]))).flat();
  model.dispose();
  const drift = Math.max(...after.map((norm, i) => Math.abs(norm / (before[i] ?? Number.NaN) - 1)));
  return { drift, weights, losses: result.history.map(({ trainLoss }) => trainLoss) };
}

const planOf = (optimizer: OptimizerChoice, rest: Partial<TrainingPlan> = {}): TrainingPlan => ({
  epochs: 10,
  batchSize: 16,
  optimizer,
  scaleInvariant: true,
  ...rest,
});

const momentum: OptimizerChoice = { name: 'momentum', learningRate: 0.2 };

const largestGap = (a: readonly number[], b: readonly number[]) => {
  expect(a.length).toBe(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Number.NaN))));
};

describe('norms are kept over a whole training', () => {
  test.each<[string, TrainingPlan, Network]>([
    ['with momentum', planOf(momentum, { epochs: 60 }), {}],
    ['of each class', planOf(momentum), { norm: 'class' }],
    ['with Adam', planOf({ name: 'adam', learningRate: 0.05 }), { norm: 'class' }],
    ['where everything decays', planOf({ ...momentum, weightDecay: 0.1, weightDecayOf: 'all' }), {}],
    ['with accumulation and clipping', planOf(momentum, { accumulation: 2, clipping: { norm: 0.5 } }), {}],
    ['at an effective rate', planOf(momentum, { scaleInvariant: { effectiveLearningRate: 0.05 } }), { norm: 'class' }],
  ])('%s', async (_, plan, network) => {
    const { drift, losses } = await train('onnx', plan, network);
    expect(drift).toBeLessThan(1e-5);
    expect(losses.at(-1)).toBeLessThan(0.8 * (losses[0] ?? 0));
    // Without, they grow: steps are at right angles to the weights.
    const free = await train('onnx', { ...plan, scaleInvariant: false }, network);
    expect(free.drift).toBeGreaterThan(1e-2);
  });
});

describe('what counts is eta / ||W_0||²', () => {
  const affine = false;
  test.each<[number, OptimizerChoice]>([
    [0.1, { name: 'sgd', learningRate: 0.3 }],
    [30, { name: 'sgd', learningRate: 0.3 }],
    [0.1, momentum],
    [30, momentum],
    [7, { ...momentum, name: 'nesterov' }],
  ])('%d W_0 with its square times the rate has the losses of W_0: %o', async (times, optimizer) => {
    const learningRate = 0.2;
    const reference = await train('onnx', planOf({ ...optimizer, learningRate }), { affine });
    const scaled = await train('onnx', planOf({ ...optimizer, learningRate: times ** 2 * learningRate }), {
      times,
      affine,
    });
    expect(largestGap(scaled.losses, reference.losses)).toBeLessThan(1e-4);
    const other = await train('onnx', planOf({ ...optimizer, learningRate }), { times, affine });
    expect(largestGap(other.losses, reference.losses)).toBeGreaterThan(0.02);
  });

  test.each<OptimizerChoice>([momentum, { name: 'adam', learningRate: 0.01 }, { name: 'lion', learningRate: 0.01 }])(
    'an effective rate means the same whatever the norm, other weights included: $name',
    async (optimizer) => {
      const plan = planOf(optimizer, { scaleInvariant: { effectiveLearningRate: 0.02 }, schedule: 'cosine' });
      const reference = await train('onnx', plan);
      for (const times of [0.1, 30]) {
        const scaled = await train('onnx', plan, { times });
        expect(largestGap(scaled.losses, reference.losses)).toBeLessThan(2e-4);
      }
    },
  );

  test('an effective rate is the rate over the squared norm', async () => {
    // Two kernels have two norms, so one of them is trained alone.
    const only = (_hp: object, { inputShape }: Task) =>
      sequential({
        layers: [layers.inputLayer({ inputShape: [...inputShape] }), new ScaleInvariantDense({ units: 3 })],
      });
    const engine = await openEngine('onnx', { threads: 1 });
    await engine.activate();
    const run = async (plan: (norm: number) => TrainingPlan) => {
      const model = buildModel(only, {}, data.task, [4]);
      const [norm = Number.NaN] = await normsOf(model);
      const { history } = await trainModel({ engine, model, plan: plan(norm), data, seedPath: [4] });
      model.dispose();
      return history.map(({ trainLoss }) => trainLoss);
    };
    const plain = await run(() => planOf(momentum));
    const effective = await run((norm) =>
      planOf({ ...momentum, learningRate: 1 }, { scaleInvariant: { effectiveLearningRate: 0.2 / norm ** 2 } }),
    );
    expect(largestGap(effective, plain)).toBeLessThan(1e-5);
  });
});

test.each<Partial<TrainingPlan>>([
  {},
  { scaleInvariant: { effectiveLearningRate: 0.05 } },
  { averaging: { decay: 0.9 } },
])('engines agree: %o', async (rest) => {
  for (const optimizer of [momentum, { name: 'adam', learningRate: 0.02, epsilon: 1e-3 } as const]) {
    const plan = planOf(optimizer, { epochs: 3, ...rest });
    const [compiled, reference] = [await train('onnx', plan), await train('cpu', plan)];
    expect(largestGap(compiled.weights, reference.weights)).toBeLessThan(5e-4);
    expect(largestGap(compiled.losses, reference.losses)).toBeLessThan(1e-4);
  }
});
