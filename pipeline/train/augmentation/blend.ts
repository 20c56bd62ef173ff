import * as tf from '@tensorflow/tfjs-core';
import type { InputSpec } from '../../compiler/engine.js';

/** What blending takes of every step; the caller fills them before each run. */
export interface BlendBuffers {
  /** For each sample of the batch, which one it is blended with. */
  readonly partners: Int32Array;
  /** What a sample keeps of itself: one number. */
  readonly share: Float32Array;
}

export const blendSpecs = (batchSize: number): Readonly<Record<keyof BlendBuffers, InputSpec>> => ({
  partners: { shape: [batchSize], dtype: 'int32' },
  share: { shape: [], dtype: 'float32' },
});

export const blendBuffers = (batchSize: number): BlendBuffers => ({
  partners: new Int32Array(batchSize),
  share: new Float32Array(1),
});

/** share x_i + (1 - share) x_partner(i) along the first axis. */
export function blend(x: tf.Tensor, { partners, share }: Readonly<Record<keyof BlendBuffers, tf.Tensor>>): tf.Tensor {
  const others = tf.gather(x, partners as tf.Tensor1D);
  return tf.add(tf.mul(x, share), tf.mul(others, tf.sub(1, share)));
}
