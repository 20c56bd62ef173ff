import * as tf from '@tensorflow/tfjs-core';

/**
 * The operations that tfjs's own packages call as methods of tensors (`x.reshape(shape)`): the orthogonal initialiser,
 * which is every recurrent layer's default, gradients of gather and prod, attention layers. Only the union package
 * `@tensorflow/tfjs`, which ortune does without, registers such methods.
 */
const operations = {
  add: tf.add,
  broadcastTo: tf.broadcastTo,
  div: tf.div,
  expandDims: tf.expandDims,
  flatten: (x: tf.Tensor) => tf.reshape(x, [x.size]),
  gather: tf.gather,
  greaterEqual: tf.greaterEqual,
  logicalAnd: tf.logicalAnd,
  mean: tf.mean,
  minimum: tf.minimum,
  reshape: tf.reshape,
  sign: tf.sign,
  square: tf.square,
  squeeze: tf.squeeze,
  stridedSlice: tf.stridedSlice,
  sub: tf.sub,
  sum: tf.sum,
  transpose: tf.transpose,
};

/** Leaves methods that are there alone, so it may be called any number of times and beside the union package. */
export function registerChainedOperations(): void {
  for (const [name, operation] of Object.entries<(x: tf.Tensor, ...rest: never[]) => tf.Tensor>(operations)) {
    if (name in tf.Tensor.prototype) continue;
    Object.defineProperty(tf.Tensor.prototype, name, {
      configurable: true,
      writable: true,
      value(this: tf.Tensor, ...rest: never[]) {
        return operation(this, ...rest);
      },
    });
  }
}
