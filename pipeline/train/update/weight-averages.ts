import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { biasCorrection } from '../optimizers/bias-correction.js';
import { stateVariable } from './state-variable.js';
import { groupWeights, largestJoined } from './weight-groups.js';

/**
 * Exponential moving averages of a model's weights (Polyak and Juditsky 1992; Kingma and Ba 2015, section 7.2), batch
 * statistics among them. With the weights w_i after update i and a decay d,
 *   a_t = (sum over i <= t of d^(t-i) w_i) (1 - d) / (1 - d^t),
 * the bias-corrected average: initial weights do not count, and a_1 = w_1. As a recursion:
 *   a_t = a_(t-1) + (w_t - a_(t-1)) (1 - d) / (1 - d^t).
 */
export interface WeightAverages {
  readonly variables: readonly tf.Variable[];
  /** After update number `step`, while the model holds the weights that are trained. */
  follow(step: tf.Scalar): void;
  /**
   * Exchanges the averages with the weights of the model. At first, and whenever nothing is trained, the model holds the
   * averages, so that whoever evaluates, keeps or exports it gets them; training begins and ends with an exchange.
   */
  exchange(): void;
}

export function createWeightAverages(weights: readonly LayerVariable[], decay: number): WeightAverages {
  const averaged = weights.filter(({ dtype }) => dtype === 'float32');
  // Copies, not clones: a program replaces the data of a variable in place.
  const others = new Map(averaged.map((weight) => [weight, stateVariable(() => tf.mul(weight.read(), 1))]));
  const groups = groupWeights(averaged, () => 'averaged', largestJoined);
  return {
    variables: [...others.values()],
    follow(step) {
      const rate = tf.div(1 - decay, biasCorrection(decay, step));
      for (const group of groups) {
        const variables = group.weights.map((weight) => others.get(weight) as tf.Variable);
        const average = group.join(variables);
        const weight = group.join(group.weights.map((member) => member.read()));
        const next = group.part(tf.add(average, tf.mul(tf.sub(weight, average), rate)));
        variables.forEach((variable, i) => {
          variable.assign(next[i] as tf.Tensor);
        });
      }
    },
    exchange() {
      for (const [weight, other] of others) exchangeValues(weight.read() as tf.Variable, other);
    },
  };
}

function exchangeValues(a: tf.Variable, b: tf.Variable): void {
  const held = tf.clone(a);
  a.assign(b);
  b.assign(held);
  held.dispose();
}
