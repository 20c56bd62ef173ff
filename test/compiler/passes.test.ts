import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../pipeline/compiler/engine.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { withSeededMathRandom } from '../../pipeline/random/with-seeded-math-random.js';
import { compileTrainingStep } from '../../pipeline/train/compile-training-step.js';
import { resolvePlan } from '../../pipeline/train/resolve-plan.js';
import { createUpdateState } from '../../pipeline/train/update/update-state.js';
import { onBoth } from './engine-pair.js';
import { syntheticImages } from './synthetic-images.js';

/** Networks whose training graphs the passes rewrite, with shapes that their special cases turn on. */
const networks: Readonly<Record<string, { shape: [number, number, number]; build: () => LayersModel }>> = {
  'relu and 2 x 2 pooling, the first by phases, odd sizes': {
    shape: [11, 13, 2],
    build: () =>
      sequential({
        layers: [
          layers.conv2d({ inputShape: [11, 13, 2], filters: 3, kernelSize: 3, activation: 'relu' }),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.conv2d({ filters: 9, kernelSize: 3, padding: 'same', activation: 'relu' }),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.flatten(),
          layers.dense({ units: 3 }),
        ],
      }),
  },
  'a padded first convolution before its pooling': {
    shape: [8, 8, 1],
    build: () =>
      sequential({
        layers: [
          layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 5, padding: 'same', activation: 'relu' }),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.flatten(),
          layers.dense({ units: 3 }),
        ],
      }),
  },
  'overlapping pooling, and pooling without relu': {
    shape: [9, 9, 2],
    build: () =>
      sequential({
        layers: [
          layers.conv2d({ inputShape: [9, 9, 2], filters: 4, kernelSize: 3, activation: 'tanh' }),
          layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
          layers.conv2d({ filters: 4, kernelSize: 2 }),
          layers.maxPooling2d({ poolSize: 2, strides: 1 }),
          layers.flatten(),
          layers.dense({ units: 3 }),
        ],
      }),
  },
  'several batch normalisations of one width, wide convolutions by shifts, a pointwise and a strided one': {
    shape: [6, 6, 8],
    build: () =>
      sequential({
        layers: [
          layers.conv2d({ inputShape: [6, 6, 8], filters: 8, kernelSize: 3, padding: 'same' }),
          layers.batchNormalization(),
          layers.activation({ activation: 'relu' }),
          layers.conv2d({ filters: 8, kernelSize: 1, useBias: false }),
          layers.batchNormalization(),
          layers.activation({ activation: 'relu' }),
          layers.conv2d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same' }),
          layers.batchNormalization(),
          layers.globalAveragePooling2d({}),
          layers.dense({ units: 3 }),
        ],
      }),
  },
  'depthwise convolutions of stride one and two': {
    shape: [7, 7, 4],
    build: () =>
      sequential({
        layers: [
          layers.depthwiseConv2d({ inputShape: [7, 7, 4], kernelSize: 3, padding: 'same' }),
          layers.activation({ activation: 'relu' }),
          layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', depthMultiplier: 2 }),
          layers.separableConv2d({ filters: 6, kernelSize: 3, padding: 'same', activation: 'elu' }),
          layers.flatten(),
          layers.dense({ units: 3 }),
        ],
      }),
  },
  'a recurrent network': {
    shape: [5, 4, 1],
    build: () =>
      sequential({
        layers: [
          layers.reshape({ inputShape: [5, 4, 1], targetShape: [5, 4] }),
          layers.lstm({ units: 6, returnSequences: true }),
          layers.gru({ units: 5 }),
          layers.dense({ units: 3 }),
        ],
      }),
  },
};

const batchSize = 6;
const steps = 3;

/** Weights and losses after a few steps of momentum, whose updates are proportional to the gradients. */
async function train(engine: Engine, network: (typeof networks)[string]) {
  const model = withSeededMathRandom(randomStream('passes'), network.build);
  const data = syntheticImages(network.shape, batchSize);
  const plan = resolvePlan(
    { epochs: 1, batchSize, optimizer: { name: 'momentum', learningRate: 0.05, momentum: 0.9 } },
    data.task,
  );
  const state = createUpdateState(model, plan);
  const step = await compileTrainingStep({ engine, model, data, plan, state }, batchSize);
  step.buffers.x.set(data.train.x.data as Float32Array);
  step.buffers.y.set(data.train.y.data as Int32Array);
  const losses: number[] = [];
  for (let i = 1; i <= steps; i++) {
    losses.push((await step.run({ learningRate: 0.05, step: i }, randomStream('noise', i))).loss);
  }
  step.dispose();
  const weights = await Promise.all(model.weights.map(async (weight) => Array.from(await weight.read().data())));
  return { losses, weights, names: model.weights.map(({ originalName }) => originalName) };
}

describe('a training step after the passes', () => {
  for (const [name, network] of Object.entries(networks)) {
    it(`trains as the reference does: ${name}`, async () => {
      const { onnx, cpu } = await onBoth((engine) => train(engine, network));
      onnx.losses.forEach((loss, i) => {
        expect(loss).toBeCloseTo(cpu.losses[i] as number, 4);
      });
      onnx.weights.forEach((weight, i) => {
        const expected = cpu.weights[i] ?? [];
        const largest = Math.max(...weight.map((value, k) => Math.abs(value - (expected[k] ?? Number.NaN))));
        expect(largest, `weight ${onnx.names[i]}`).toBeLessThan(2e-4);
      });
      // The step did something: a wrong gradient of zero would agree with itself.
      expect(onnx.losses.at(-1)).not.toBe(onnx.losses[0]);
    });
  }
});
