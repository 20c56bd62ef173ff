import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers, sequential } from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import type { Engine } from '../../../pipeline/compiler/engine.js';
import type { LoadedData } from '../../../pipeline/load/data.js';
import { randomStream } from '../../../pipeline/random/random-stream.js';
import { compileTrainingStep } from '../../../pipeline/train/compile-training-step.js';
import type { OptimizerWithRate } from '../../../pipeline/train/optimizers/resolve-optimizer.js';
import type { TrainingPlan } from '../../../pipeline/train/plan.js';
import { resolvePlan } from '../../../pipeline/train/resolve-plan.js';
import { createUpdateState } from '../../../pipeline/train/update/update-state.js';
import { ruleOf } from './textbook.js';

/** A perceptron 2-4-3 with tanh under softmax cross-entropy, trained on all rows at once. */
export interface SmallNetwork {
  /** [rows, 2] */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Kernel [2, 4], bias [4], kernel [4, 3], bias [3]. */
  readonly weights: readonly (readonly number[])[];
}

export type PartOfPlan = Pick<TrainingPlan, 'clipping'> & { readonly optimizer: OptimizerWithRate };

/** Flattened weights after each of `steps`, by the compiled training step. */
export async function compiledTrajectory(
  engine: Engine,
  { x, y, weights }: SmallNetwork,
  part: PartOfPlan,
  steps: readonly number[],
): Promise<number[][][]> {
  await engine.activate();
  const model = sequential({
    layers: [layers.dense({ units: 4, activation: 'tanh', inputShape: [2] }), layers.dense({ units: 3 })],
  });
  tf.tidy(() => {
    model.weights.forEach((weight, i) => {
      weight.write(tf.tensor([...(weights[i] ?? [])], weight.shape as number[]));
    });
  });
  const split = { x: ndarray(Float32Array.from(x), [y.length, 2]), y: ndarray(Int32Array.from(y), [y.length]) };
  const data: LoadedData = {
    name: 'small network',
    task: { kind: 'classification', inputShape: [2], classes: ['a', 'b', 'c'] },
    train: split,
    validation: split,
    test: split,
    inputTransform: { kind: 'identity' },
  };
  const plan = resolvePlan({ epochs: 1, batchSize: y.length, ...part }, data.task);
  const state = createUpdateState(model, plan);
  const step = await compileTrainingStep({ engine, model, data, plan, state }, y.length);
  step.buffers.x.set(split.x.data);
  step.buffers.y.set(split.y.data);
  const seen: number[][][] = [];
  for (let t = 1; t <= Math.max(...steps); t++) {
    await step.run({ learningRate: plan.optimizer.learningRate, step: t }, randomStream('no noise'));
    if (steps.includes(t)) seen.push(await weightsOf(model));
  }
  step.dispose();
  state.dispose();
  model.dispose();
  return seen;
}

export function weightsOf(model: LayersModel): Promise<number[][]> {
  return Promise.all(model.weights.map(async (weight) => Array.from(await weight.read().data())));
}

/** The same in plain numbers: backpropagation written out, gradients clipped, and each coordinate by its textbook rule. */
export function trajectoryByHand(
  network: SmallNetwork,
  { optimizer, clipping }: PartOfPlan,
  steps: readonly number[],
): number[][][] {
  let weights = network.weights.map((values) => [...values]);
  const decays = (i: number) => i % 2 === 0 || optimizer.weightDecayOf === 'all';
  const rules = weights.map((values, i) => values.map(() => ruleOf(optimizer, decays(i))));
  const seen: number[][][] = [];
  for (let t = 1; t <= Math.max(...steps); t++) {
    const gradients = gradientsByHand(network, weights);
    const length = Math.hypot(...gradients.flat());
    const clipped = (g: number) => {
      if (clipping?.norm !== undefined) return length > clipping.norm ? (g * clipping.norm) / length : g;
      if (clipping?.value !== undefined) return Math.max(-clipping.value, Math.min(clipping.value, g));
      return g;
    };
    weights = weights.map((values, i) =>
      values.map((w, k) => rules[i]?.[k]?.(w, clipped(gradients[i]?.[k] ?? Number.NaN), t) ?? Number.NaN),
    );
    if (steps.includes(t)) seen.push(weights);
  }
  return seen;
}

function gradientsByHand({ x, y }: SmallNetwork, weights: readonly (readonly number[])[]): number[][] {
  const [kernel1 = [], bias1 = [], kernel2 = [], bias2 = []] = weights;
  const gradients = weights.map((values) => values.map(() => 0));
  const add = (weight: number, index: number, amount: number) => {
    const values = gradients[weight] ?? [];
    values[index] = (values[index] ?? 0) + amount;
  };
  y.forEach((label, row) => {
    const inputs = [x[2 * row] ?? Number.NaN, x[2 * row + 1] ?? Number.NaN];
    const hidden = bias1.map((b, j) =>
      Math.tanh(b + inputs.reduce((sum, v, i) => sum + v * (kernel1[4 * i + j] ?? 0), 0)),
    );
    const logits = bias2.map((b, k) => b + hidden.reduce((sum, h, j) => sum + h * (kernel2[3 * j + k] ?? 0), 0));
    const normaliser = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    const errors = logits.map((logit, k) => (Math.exp(logit) / normaliser - (k === label ? 1 : 0)) / y.length);
    errors.forEach((error, k) => {
      add(3, k, error);
      hidden.forEach((h, j) => {
        add(2, 3 * j + k, error * h);
      });
    });
    hidden.forEach((h, j) => {
      const back = errors.reduce((sum, error, k) => sum + error * (kernel2[3 * j + k] ?? 0), 0) * (1 - h ** 2);
      add(1, j, back);
      inputs.forEach((v, i) => {
        add(0, 4 * i + j, back * v);
      });
    });
  });
  return gradients;
}
