import * as tf from '@tensorflow/tfjs-core';
import { stateVariable } from './state-variable.js';
import type { WeightGroup } from './weight-groups.js';

/** Gradients of several batches, added up until they make one update. */
export interface GradientSums {
  readonly variables: readonly tf.Variable[];
  /** `gradients`: of the objective summed over the `rows` of a batch, one for each group. */
  add(gradients: readonly tf.Tensor[], rows: number): void;
  /** The gradients of the mean over all rows since the last call; the sums start again from zero. */
  take(): readonly tf.Tensor[];
}

export function createGradientSums(groups: readonly WeightGroup[]): GradientSums {
  const sums = groups.map(({ shape }) => stateVariable(() => tf.zeros([...shape])));
  const rows = stateVariable(() => tf.scalar(0));
  return {
    variables: [...sums, rows],
    add(gradients, count) {
      sums.forEach((sum, i) => {
        sum.assign(tf.add(sum, gradients[i] as tf.Tensor));
      });
      rows.assign(tf.add(rows, count));
    },
    take() {
      const means = sums.map((sum) => tf.div(sum, rows));
      for (const sum of [...sums, rows]) sum.assign(tf.zerosLike(sum));
      return means;
    },
  };
}
