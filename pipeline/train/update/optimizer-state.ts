import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import type { StepScalars } from '../optimizers/optimizer.js';
import type { ReadyOptimizer } from '../optimizers/resolve-optimizer.js';
import type { InvariantNorm } from '../scale-invariant/find-kernels.js';
import type { ScaleInvariance } from '../scale-invariant/resolve-scale-invariance.js';
import { createSphere } from '../scale-invariant/sphere.js';
import { isKernel } from './is-kernel.js';
import { stateVariable } from './state-variable.js';
import { groupWeights, largestJoined, type WeightGroup } from './weight-groups.js';

/** Kernels that stay on a sphere, and how they are trained. */
export interface InvariantKernels extends ScaleInvariance {
  readonly norms: ReadonlyMap<LayerVariable, InvariantNorm>;
}

/**
 * What the optimizer remembers: one variable for each group of weights and slot, the scalars it carries, and the radius of
 * each scale-invariant kernel's sphere.
 */
export interface OptimizerState {
  readonly groups: readonly WeightGroup[];
  readonly variables: readonly tf.Variable[];
  /** Assigns all weights, slots and carried scalars their values after one step. `gradients`: one for each group. */
  apply(gradients: readonly tf.Tensor[], scalars: StepScalars): void;
}

export function createOptimizerState(
  weights: readonly LayerVariable[],
  optimizer: ReadyOptimizer,
  { norms, effectiveLearningRate }: InvariantKernels = { norms: new Map() },
): OptimizerState {
  const { rate, of } = optimizer.weightDecay;
  const decays = (weight: LayerVariable) => rate > 0 && (of === 'all' || isKernel(weight));
  // A kernel on a sphere has a norm of its own, so it is in a group of its own. It never decays: its norm is given.
  const kindOf = (weight: LayerVariable): Kind => (norms.has(weight) ? weight : decays(weight) ? 'decays' : 'free');
  // Gradient descent alone has two nodes for a weight, which is less than joining and parting take.
  const largest = optimizer.slots.length > 0 ? largestJoined : 0;
  const groups = groupWeights(weights, kindOf, largest);
  const unit = effectiveLearningRate === undefined ? 'weight' : 'radius';
  const entries = groups.map((group) => ({
    group,
    sphere:
      typeof group.kind === 'object' ? createSphere(group.kind, norms.get(group.kind) ?? 'layer', unit) : undefined,
    slots: Object.fromEntries(optimizer.slots.map((slot) => [slot, stateVariable(() => tf.zeros([...group.shape]))])),
  }));
  const carried = Object.fromEntries(
    Object.entries(optimizer.carried).map(([name, value]) => [name, stateVariable(() => tf.scalar(value))]),
  );
  return {
    groups,
    variables: [
      ...entries.flatMap(({ slots, sphere }) => [...Object.values(slots), ...(sphere ? [sphere.radius] : [])]),
      ...Object.values(carried),
    ],
    apply(gradients, scalars) {
      const begin = (learningRate: tf.Scalar) =>
        optimizer.begin({ ...scalars, learningRate }, carried as Record<string, tf.Scalar & tf.Variable>);
      const begun = begin(scalars.learningRate);
      // A schedule lowers both rates by the same factor.
      const onSphere =
        effectiveLearningRate === undefined
          ? begun
          : begin(tf.mul(scalars.learningRate, effectiveLearningRate / optimizer.learningRate));
      // What is left of a decaying weight; the rate is the scheduled one, as in PyTorch.
      const kept = tf.sub(1, tf.mul(scalars.learningRate, rate));
      entries.forEach(({ group, slots, sphere }, i) => {
        const before = group.join(group.weights.map((weight) => weight.read()));
        const gradient = gradients[i] as tf.Tensor;
        const updated = sphere
          ? sphere.step(before, gradient, (weight, slope) => onSphere.update(weight, slope, slots))
          : begun.update(group.kind === 'decays' ? tf.mul(before, kept) : before, gradient, slots);
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

/** What is done with a group: weight decay or not, or the kernel it consists of kept on its sphere. */
type Kind = 'decays' | 'free' | LayerVariable;

function assignAll(
  variables: Readonly<Record<string, tf.Variable>>,
  values: Readonly<Record<string, tf.Tensor>>,
): void {
  for (const [name, variable] of Object.entries(variables)) variable.assign(values[name] as tf.Tensor);
}
