import * as tf from '@tensorflow/tfjs-core';

/** A variable of a training's state, with this value at first; it is told from others by its place, not by a name. */
export function stateVariable(initial: () => tf.Tensor): tf.Variable {
  return tf.tidy(() => tf.variable(initial(), false));
}
