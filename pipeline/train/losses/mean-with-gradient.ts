import * as tf from '@tensorflow/tfjs-core';

/**
 * The mean of a loss whose gradient is known in closed form, so that the graph of a training step holds that form
 * instead of what automatic differentiation makes of the forward formula.
 * `forward` gives the mean loss and the gradient of the SUM of what is averaged; `count` is how many terms are averaged.
 */
export function meanWithGradient(
  predictions: tf.Tensor,
  count: number,
  forward: (predictions: tf.Tensor) => { mean: tf.Scalar; sumGradient: tf.Tensor },
): tf.Scalar {
  const differentiable = tf.customGrad((x, save) => {
    const { mean, sumGradient } = forward(x as tf.Tensor);
    (save as tf.GradSaveFunc)([sumGradient]);
    return {
      value: mean,
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(saved as tf.Tensor, tf.div(dy, count)),
    };
  });
  return differentiable(predictions) as tf.Scalar;
}
