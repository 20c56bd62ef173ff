import * as tf from '@tensorflow/tfjs-core';
import { LayerVariable } from '@tensorflow/tfjs-layers';
import { resolveOptimizer } from '../../../pipeline/train/optimizers/resolve-optimizer.js';
import { createUpdateState } from '../../../pipeline/train/update/update-state.js';
import type { PartOfPlan } from './small-network.js';
import { ruleOf } from './textbook.js';

/** f(w) = sum of a (w - c)^2 / 2, one quadratic a coordinate of a kernel. */
export interface Quadratic {
  readonly curvature: readonly number[];
  readonly centre: readonly number[];
  readonly start: readonly number[];
}

export const quadratic: Quadratic = { curvature: [1, 0.3, 5, 0.01], centre: [0.5, -2, 0, 10], start: [1, 1, 1, 1] };

/** The weights after each of 1 ... `steps`, on the current tfjs backend. */
export function tensorTrajectory(
  { curvature, centre, start }: Quadratic,
  { optimizer, clipping }: PartOfPlan,
  steps: number,
): number[][] {
  const ready = resolveOptimizer(optimizer);
  const initial = tf.tensor2d([...start], [1, start.length]);
  const kernel = new LayerVariable(initial, 'float32', 'quadratic/kernel');
  initial.dispose();
  const weights = { weights: [kernel], trainableWeights: [kernel], layers: [], outputs: [] };
  const state = createUpdateState(weights, { optimizer: ready, clipping, accumulation: 1 });
  const trajectory = Array.from({ length: steps }, (_, s) => {
    tf.tidy(() => {
      const gradient = tf.mul(tf.tensor1d([...curvature]), tf.sub(kernel.read(), tf.tensor1d([...centre])));
      const scalars = { learningRate: tf.scalar(ready.learningRate), step: tf.scalar(s + 1) };
      state.apply({ [kernel.name]: gradient }, scalars);
    });
    return Array.from(kernel.read().dataSync());
  });
  state.dispose();
  kernel.dispose();
  return trajectory;
}

/** The same in double precision by the textbook, without clipping. */
export function textbookTrajectory(
  { curvature, centre, start }: Quadratic,
  optimizer: PartOfPlan['optimizer'],
  steps: number,
): number[][] {
  const rules = start.map(() => ruleOf(optimizer, true));
  let weights = start;
  return Array.from({ length: steps }, (_, s) => {
    weights = weights.map((w, i) => {
      const g = (curvature[i] ?? Number.NaN) * (w - (centre[i] ?? Number.NaN));
      return rules[i]?.(w, g, s + 1) ?? Number.NaN;
    });
    return [...weights];
  });
}
