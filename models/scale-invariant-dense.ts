import * as tf from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';
import { ModelError } from '../pipeline/errors.js';
import { checkCount } from './option-checks.js';

export interface ScaleInvariantDenseOptions {
  readonly units: number;
  /**
   * S, > 0. Default: the square root of `units`, or 1 with a norm for each class, so that at first logits have the mean square
   * of the inputs, as with LeCun's initialisation (1998), whose kernel has just this norm.
   */
  readonly scale?: number;
  /** What the norm is taken of: the whole kernel (Frobenius), or each class's column of it. Default `layer`. */
  readonly norm?: 'layer' | 'class';
  /** Any that is not zero; its scale does not matter. Default `glorotUniform`. Not part of a saved model, whose weights are there. */
  readonly kernelInitializer?: ReturnType<typeof initializers.zeros>;
  readonly name?: string;
}

/**
 * The scale-invariant linear classifier (Huawei, CN114078195B / US20230186103A1): Y = S X W / ||W||, [batch, inputs] to
 * [batch, units], without bias. Multiplying W by any c > 0 leaves Y as it is, so the gradient is at right angles to W:
 * <g, W> = 0, and c times the weights have 1 / c times the gradient. Exported it is one Gemm with the
 * constant S W / ||W||.
 */
export class ScaleInvariantDense extends layers.Layer {
  static readonly className = 'ScaleInvariantDense';
  readonly norm: 'layer' | 'class';
  readonly #options: ScaleInvariantDenseOptions;
  #kernel: LayerVariable | undefined;

  /** @throws ModelError for an option out of range. */
  constructor(options: ScaleInvariantDenseOptions) {
    super(options.name === undefined ? {} : { name: options.name });
    const { units, scale, norm = 'layer' } = options;
    checkCount('scaleInvariantDense.units', units);
    if (scale !== undefined && !(Number.isFinite(scale) && scale > 0)) {
      throw new ModelError(`\`scaleInvariantDense.scale\` must be a finite number > 0, got ${String(scale)}`);
    }
    if (norm !== 'layer' && norm !== 'class') {
      throw new ModelError(`\`scaleInvariantDense.norm\` must be 'layer' or 'class', got ${String(norm)}`);
    }
    this.norm = norm;
    this.#options = options;
  }

  override build(inputShape: Shape | Shape[]): void {
    const [shape] = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as [Shape];
    const inputs = shape.at(-1);
    if (shape.length !== 2 || !inputs) {
      throw new ModelError(
        `ScaleInvariantDense takes vectors, got samples of shape [${shape.slice(1).join(', ')}]: flatten them before`,
      );
    }
    const { units, kernelInitializer = initializers.glorotUniform({}) } = this.#options;
    this.#kernel = this.addWeight('kernel', [inputs, units], 'float32', kernelInitializer);
    super.build(inputShape);
  }

  override computeOutputShape(shape: Shape): Shape {
    return [shape[0] ?? null, this.#options.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x] = [inputs].flat() as [tf.Tensor2D];
      const kernel = (this.#kernel as LayerVariable).read() as tf.Tensor2D;
      const length = tf.sqrt(tf.sum(tf.square(kernel), this.norm === 'class' ? 0 : undefined, this.norm === 'class'));
      return tf.matMul(x, tf.mul(kernel, tf.div(this.#scale(), length)));
    });
  }

  #scale(): number {
    const { scale, units } = this.#options;
    return scale ?? (this.norm === 'class' ? 1 : Math.sqrt(units));
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { units, scale } = this.#options;
    return { ...super.getConfig(), units, norm: this.norm, ...(scale !== undefined && { scale }) };
  }
}
tf.serialization.registerClass(ScaleInvariantDense);
