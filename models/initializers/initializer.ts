import type * as tf from '@tensorflow/tfjs-core';
import type { Kernel } from './kernel.js';

/** A way of drawing the first values of kernels. */
export interface Initializer<Options extends Readonly<Record<string, number>> = Readonly<Record<string, number>>> {
  readonly defaults: Options;
  /** Options that must not be negative. */
  readonly notNegative: readonly string[];
  /** Its random numbers follow from `Math.random`, which a trial seeds (see `buildModel`). */
  draw(kernel: Kernel, options: Options): tf.Tensor;
}
