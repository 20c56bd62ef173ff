import * as tf from '@tensorflow/tfjs-core';

export interface GradientsWithMetrics<Name extends string> {
  readonly grads: tf.NamedTensorMap;
  readonly metrics: Readonly<Record<Name, tf.Tensor>>;
}

/** The gradients of a loss, and what the forward pass has computed besides, which `tf.variableGrads` alone disposes of when it ends. */
export function gradientsWithMetrics<Name extends string>(
  variables: readonly tf.Variable[],
  forward: () => { readonly loss: tf.Scalar; readonly metrics: Readonly<Record<Name, tf.Tensor>> },
): GradientsWithMetrics<Name> {
  let kept: readonly (readonly [string, tf.Tensor])[] = [];
  const { grads } = tf.variableGrads(() => {
    const { loss, metrics } = forward();
    kept = Object.entries<tf.Tensor>(metrics).map(([name, metric]) => [name, tf.keep(metric)]);
    return loss;
  }, [...variables]);
  const metrics = Object.fromEntries(kept.map(([name, metric]) => [name, tf.clone(metric)]));
  tf.dispose(kept.map(([, metric]) => metric));
  return { grads, metrics: metrics as Record<Name, tf.Tensor> };
}
