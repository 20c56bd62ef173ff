import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';

/** Appends channels of zeros to images [batch, height, width, channels]. */
export class PadChannels extends layers.Layer {
  static readonly className = 'PadChannels';
  readonly #channels: number;

  /** @param options.channels how many are appended */
  constructor(options: { readonly channels: number }) {
    super();
    this.#channels = options.channels;
  }

  override computeOutputShape(shape: Shape): Shape {
    return [...shape.slice(0, -1), (shape.at(-1) ?? 0) + this.#channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = [inputs].flat() as [tf.Tensor];
    return tf.pad(x, [...x.shape.slice(1).map((): [number, number] => [0, 0]), [0, this.#channels]]);
  }

  override getConfig() {
    return { ...super.getConfig(), channels: this.#channels };
  }
}
tf.serialization.registerClass(PadChannels);
