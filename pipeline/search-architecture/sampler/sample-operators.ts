import * as tf from '@tensorflow/tfjs-core';

export interface OperatorSample {
  /** The operator of each edge, [edges], int32. */
  readonly chosen: tf.Tensor1D;
  /** The same as rows of one 1, [edges, operators]; differentiable in `alpha`, see `sampleOperators`. */
  readonly oneHot: tf.Tensor2D;
}

/**
 * Draws one operator an edge from p = softmax(alpha) by the Gumbel-max trick (Maddison et al. 2014):
 *   z = one-hot(arg-max(log p + g)), g Gumbel noise.
 * The gradient is that of the relaxed sample s = softmax((log p + g) / tau) (straight-through: Jang et al. 2017):
 *   dL/dalpha_k = s_k (dL/dz_k - sum_j s_j dL/dz_j) / tau,
 * an estimate of the gradient of E_p[L] that is biased, the less the smaller tau, while its variance grows. log p and alpha differ by a
 * constant an edge, which changes neither arg-max nor softmax, so alpha stands in both formulas.
 * @param alpha [edges, operators]
 * @param noise see `fillGumbelNoise`, of the same shape
 * @param temperature tau, > 0; a scalar
 */
export function sampleOperators(alpha: tf.Tensor2D, noise: tf.Tensor, temperature: tf.Tensor): OperatorSample {
  const relax = tf.customGrad((...args: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [perturbed, tau, save] = args as [tf.Tensor2D, tf.Tensor, tf.GradSaveFunc];
    save([tf.softmax(tf.div(perturbed, tau)), tau]);
    const gradFunc = (dz: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [soft, by] = saved as [tf.Tensor, tf.Tensor];
      const centred = tf.sub(dz, tf.sum(tf.mul(soft, dz), -1, true));
      return [tf.div(tf.mul(soft, centred), by), tf.zerosLike(by)];
    };
    return { value: tf.oneHot(tf.argMax(perturbed, -1) as tf.Tensor1D, perturbed.shape[1], 1, 0, 'float32'), gradFunc };
  });
  const perturbed = tf.add(alpha, noise);
  return {
    chosen: tf.argMax(perturbed, -1) as tf.Tensor1D,
    oneHot: relax(perturbed, temperature) as tf.Tensor2D,
  };
}
