import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';

/** No connection: zeros of the shape that an operator of the same stride would give [batch, height, width, channels]. */
export class Zero extends layers.Layer {
  static readonly className = 'Zero';
  readonly #strides: number;

  constructor(options: { readonly strides: number }) {
    super();
    this.#strides = options.strides;
  }

  override computeOutputShape([batch, height, width, channels]: Shape): Shape {
    const reduced = (size: number | null | undefined) => Math.ceil((size ?? 0) / this.#strides);
    return [batch ?? null, reduced(height), reduced(width), channels ?? null];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = [inputs].flat() as [tf.Tensor4D];
    return tf.mul(this.#strides === 1 ? x : tf.avgPool(x, 1, this.#strides, 'same'), 0);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), strides: this.#strides };
  }
}
tf.serialization.registerClass(Zero);
