import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, type regularizers, type Shape } from '@tensorflow/tfjs-layers';

export interface FactorisedReductionOptions {
  readonly filters: number;
  /** Default `glorotUniform`. Not part of a saved model, whose weights are there; nor is the penalty. */
  readonly kernelInitializer?: ReturnType<typeof initializers.zeros>;
  readonly kernelRegularizer?: ReturnType<typeof regularizers.l1l2>;
}

/**
 * Halves images [batch, height, width, channels], rounding up, without losing every other diagonal as a 1x1 convolution of
 * stride 2 does: half of the filters are 1x1 convolutions of the pixels (0, 0), (0, 2), ..., the other half of the pixels
 * (1, 1), (1, 3), ... (`FactorizedReduce` of DARTS, Liu et al. 2019). Both are one 2x2 convolution with stride 2, of whose
 * four taps each filter has one. Without bias.
 */
export class FactorisedReduction extends layers.Layer {
  static readonly className = 'FactorisedReduction';
  readonly #options: FactorisedReductionOptions;
  #kernel: LayerVariable | undefined;

  constructor(options: FactorisedReductionOptions) {
    super();
    this.#options = options;
  }

  override build(inputShape: Shape | Shape[]): void {
    const [shape] = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as [Shape];
    const { filters, kernelInitializer = initializers.glorotUniform({}), kernelRegularizer } = this.#options;
    const kernelShape = [1, 1, shape.at(-1) ?? 0, filters];
    this.#kernel = this.addWeight('kernel', kernelShape, 'float32', kernelInitializer, kernelRegularizer);
    super.build(inputShape);
  }

  override computeOutputShape([batch, height, width]: Shape): Shape {
    const half = (size: number | null | undefined) => Math.ceil((size ?? 0) / 2);
    return [batch ?? null, half(height), half(width), this.#options.filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = [inputs].flat() as [tf.Tensor4D];
      const { filters } = this.#options;
      const even = Math.ceil(filters / 2);
      // Which of the taps (0, 0), (0, 1), (1, 0), (1, 1) a filter has.
      const taps = Array.from({ length: 4 * filters }, (_, i) => {
        const [tap, filter] = [Math.floor(i / filters), i % filters];
        return tap === (filter < even ? 0 : 3) ? 1 : 0;
      });
      const kernel = tf.mul((this.#kernel as LayerVariable).read(), tf.tensor4d(taps, [2, 2, 1, filters]));
      return tf.conv2d(x, kernel as tf.Tensor4D, 2, 'same');
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), filters: this.#options.filters };
  }
}
tf.serialization.registerClass(FactorisedReduction);
