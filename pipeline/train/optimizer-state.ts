import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import type { WeightUpdate } from './optimizers/optimizer.js';
import type { ReadyOptimizer } from './optimizers/resolve-optimizer.js';

/** What the optimizer remembers: one variable for each trainable weight and slot. */
export interface OptimizerState {
  readonly variables: readonly tf.Variable[];
  /** Assigns every weight that has a gradient, by name in `gradients`, and its slots their new values. */
  apply(gradients: Readonly<Record<string, tf.Tensor | null>>, update: WeightUpdate<string>): void;
  dispose(): void;
}

export function createOptimizerState(
  weights: readonly LayerVariable[],
  optimizer: Pick<ReadyOptimizer, 'slots'>,
): OptimizerState {
  const entries = weights.map((weight) => ({
    weight,
    slots: Object.fromEntries(
      optimizer.slots.map((slot) => [
        slot,
        tf.tidy(() => tf.variable(tf.zeros(weight.shape as number[]), false, `${weight.name}/${slot}`)),
      ]),
    ),
  }));
  const variables = entries.flatMap(({ slots }) => Object.values(slots));
  return {
    variables,
    apply(gradients, update) {
      for (const { weight, slots } of entries) {
        const gradient = gradients[weight.name];
        if (!gradient) continue;
        const updated = update(weight.read(), gradient, slots);
        // `write`, unlike `assign`, also applies the weight's constraint.
        weight.write(updated.weight);
        for (const [name, variable] of Object.entries(slots)) variable.assign(updated.slots[name] as tf.Tensor);
      }
    },
    dispose() {
      tf.dispose(variables);
    },
  };
}
