import * as tf from '@tensorflow/tfjs-core';
import type { Initializer } from './initializer.js';
import { fansOf } from './kernel.js';

type Fans = ReturnType<typeof fansOf>;

/** Zero mean and the variance `varianceFor` says; not cut off at two deviations, as tfjs's are, which loses 23 % of it. */
export function scaledNormal(varianceFor: (fans: Fans) => number): Initializer<Record<never, number>> {
  return {
    defaults: {},
    notNegative: [],
    draw: (kernel) => tf.randomNormal([...kernel.shape], 0, Math.sqrt(varianceFor(fansOf(kernel)))),
  };
}

/** Uniform in [-a, a], whose variance is a^2 / 3. */
export function scaledUniform(varianceFor: (fans: Fans) => number): Initializer<Record<never, number>> {
  return {
    defaults: {},
    notNegative: [],
    draw(kernel) {
      const a = Math.sqrt(3 * varianceFor(fansOf(kernel)));
      return tf.randomUniform([...kernel.shape], -a, a);
    },
  };
}
