import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import type { StepScalars } from '../optimizers/optimizer.js';
import type { ReadyOptimizer } from '../optimizers/resolve-optimizer.js';
import { isKernel } from './is-kernel.js';
import { stateVariable } from './state-variable.js';
import { groupWeights, largestJoined, type WeightGroup } from './weight-groups.js';

/** What the optimizer remembers: one variable for each group of weights and slot, and the scalars it carries. */
export interface OptimizerState {
  readonly groups: readonly WeightGroup[];
  readonly variables: readonly tf.Variable[];
  /** Assigns all weights, slots and carried scalars their values after one step. `gradients`: one for each group. */
  apply(gradients: readonly tf.Tensor[], scalars: StepScalars): void;
}

export function createOptimizerState(weights: readonly LayerVariable[], optimizer: ReadyOptimizer): OptimizerState {
  const { rate, of } = optimizer.weightDecay;
  const decays = (weight: LayerVariable) => rate > 0 && (of === 'all' || isKernel(weight));
  // Gradient descent alone has two nodes for a weight, which is less than joining and parting take.
  const largest = optimizer.slots.length > 0 ? largestJoined : 0;
  const groups = groupWeights(weights, decays, largest);
  const entries = groups.map((group) => ({
    group,
    slots: Object.fromEntries(optimizer.slots.map((slot) => [slot, stateVariable(() => tf.zeros([...group.shape]))])),
  }));
  const carried = Object.fromEntries(
    Object.entries(optimizer.carried).map(([name, value]) => [name, stateVariable(() => tf.scalar(value))]),
  );
  return {
    groups,
    variables: [...entries.flatMap(({ slots }) => Object.values(slots)), ...Object.values(carried)],
    apply(gradients, scalars) {
      const begun = optimizer.begin(scalars, carried as Record<string, tf.Scalar & tf.Variable>);
      // What is left of a decaying weight; the rate is the scheduled one, as in PyTorch.
      const kept = tf.sub(1, tf.mul(scalars.learningRate, rate));
      entries.forEach(({ group, slots }, i) => {
        const before = group.join(group.weights.map((weight) => weight.read()));
        const updated = begun.update(group.kind ? tf.mul(before, kept) : before, gradients[i] as tf.Tensor, slots);
        const after = group.part(updated.weight);
        // `write`, unlike `assign`, also applies the weight's constraint.
        group.weights.forEach((weight, k) => {
          weight.write(after[k] as tf.Tensor);
        });
        assignAll(slots, updated.slots);
      });
      assignAll(carried, begun.carried);
    },
  };
}

function assignAll(
  variables: Readonly<Record<string, tf.Variable>>,
  values: Readonly<Record<string, tf.Tensor>>,
): void {
  for (const [name, variable] of Object.entries(variables)) variable.assign(values[name] as tf.Tensor);
}
