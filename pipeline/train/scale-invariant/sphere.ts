import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { stateVariable } from '../update/state-variable.js';
import type { InvariantNorm } from './find-kernels.js';

/** What an optimizer makes of a weight and its gradient, with its memory of both. */
type Update<Rest> = (weight: tf.Tensor, gradient: tf.Tensor) => { readonly weight: tf.Tensor } & Rest;

/**
 * The sphere on which a scale-invariant kernel W is trained: after each update W <- W ||W_0|| / ||W||, W_0 being what the
 * training began with (Huawei, CN114078195B / US20230186103A1). ||W_0|| is part of the training's state, so that a training
 * taken up again goes on upon the same sphere.
 */
export interface Sphere {
  /** ||W_0||: a scalar, or [1, ..., units] with a norm for each class. */
  readonly radius: tf.Variable;
  /** One update and the way back to the sphere. */
  step<Rest>(weight: tf.Tensor, gradient: tf.Tensor, update: Update<Rest>): ReturnType<Update<Rest>>;
}

/**
 * @param unit what the optimizer is given: with `weight` the kernel as it is; with `radius` V = W / ||W_0||, whose gradient
 *   is ||W_0|| g. Gradient descent on V with the rate r changes W by r ||W_0||² g, so r is the effective learning rate
 *   eta / ||W_0||². What the optimizer remembers is then in the same units whatever ||W_0|| is, also that of Adam, whose
 *   steps do not grow with the gradient (for which r = eta / ||W_0||).
 */
export function createSphere(kernel: LayerVariable, norm: InvariantNorm, unit: 'weight' | 'radius'): Sphere {
  const length = (weight: tf.Tensor): tf.Tensor => {
    const axes = norm === 'class' ? weight.shape.slice(0, -1).map((_, axis) => axis) : undefined;
    return tf.sqrt(tf.sum(tf.square(weight), axes, axes !== undefined));
  };
  const radius = stateVariable(() => length(kernel.read()));
  return {
    radius,
    step(weight, gradient, update) {
      const updated =
        unit === 'radius' ? update(tf.div(weight, radius), tf.mul(gradient, radius)) : update(weight, gradient);
      // The length is taken anew in every step, so rounding does not add up. A kernel of zeros stays one.
      return { ...updated, weight: tf.mul(updated.weight, tf.divNoNan(radius, length(updated.weight))) };
    },
  };
}
