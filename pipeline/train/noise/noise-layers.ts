import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';

/** `mask`: 0 or 1, 1 with probability `keep`. `normal`: standard normal. */
export type NoiseKind = { readonly kind: 'mask'; readonly keep: number } | { readonly kind: 'normal' };

/** What a layer wants to draw for one call, and what it makes of it. The noise arrives as float32. */
export interface NoiseDraw {
  readonly noise: NoiseKind & { readonly shape: readonly number[] };
  apply(noise: tf.Tensor): tf.Tensor;
}

/** The fields of tfjs's noise layers that their formulas use. */
export interface NoiseLayer extends layers.Layer {
  readonly rate: number;
  readonly stddev: number;
  readonly noiseShape?: readonly (number | null)[];
  getNoiseShape?(input: tf.Tensor): readonly (number | null)[] | null | undefined;
}

/** What a noise layer draws while training; `undefined` where its settings leave the input as it is. */
type DrawRule = (layer: NoiseLayer, input: tf.Tensor) => NoiseDraw | undefined;

const isProperRate = (rate: number) => rate > 0 && rate < 1;

/** Also `SpatialDropout1D`, which differs in its noise shape alone. x * mask / (1 - rate). */
const dropout: DrawRule = (layer, input) =>
  isProperRate(layer.rate)
    ? {
        noise: { kind: 'mask', keep: 1 - layer.rate, shape: filledIn(layer.getNoiseShape?.(input), input) },
        apply: (mask) => tf.mul(input, tf.div(mask, 1 - layer.rate)),
      }
    : undefined;

/** x + stddev * n. */
const gaussianNoise: DrawRule = (layer, input) => ({
  noise: { kind: 'normal', shape: input.shape },
  apply: (n) => tf.add(tf.mul(n, layer.stddev), input),
});

/** x * (1 + n sqrt(rate / (1 - rate))): multiplicative noise with the variance that dropout of this rate has. */
const gaussianDropout: DrawRule = (layer, input) =>
  isProperRate(layer.rate)
    ? {
        noise: { kind: 'normal', shape: input.shape },
        apply: (n) => tf.mul(input, tf.add(tf.mul(n, Math.sqrt(layer.rate / (1 - layer.rate))), 1)),
      }
    : undefined;

/** The value SELU saturates at: -scale * alpha (Klambauer et al. 2017). */
const saturation = -1.0507009873554805 * 1.6732632423543772;

/**
 * a * (x * mask + saturation * (1 - mask)) + b, where a and b keep mean 0 and variance 1 (Klambauer et al. 2017).
 * tfjs 4.22 itself has (mask - 1) here, which drops to the positive value and shifts the mean; this follows the paper.
 */
const alphaDropout: DrawRule = (layer, input) => {
  if (!isProperRate(layer.rate)) return undefined;
  const a = ((1 - layer.rate) * (1 + layer.rate * saturation ** 2)) ** -0.5;
  const b = -a * saturation * layer.rate;
  return {
    noise: { kind: 'mask', keep: 1 - layer.rate, shape: filledIn(layer.noiseShape, input) },
    apply: (mask) => {
      const x = tf.add(tf.mul(input, mask), tf.mul(tf.sub(1, mask), saturation));
      return tf.add(tf.mul(x, a), b);
    },
  };
};

/** The layer classes of tfjs whose `call` is replaced, by class name; subclasses that inherit `call` follow. */
export const drawRules: Readonly<Record<string, DrawRule>> = {
  Dropout: dropout,
  GaussianNoise: gaussianNoise,
  GaussianDropout: gaussianDropout,
  AlphaDropout: alphaDropout,
};

/** A noise shape may leave dimensions open, or be absent: then they are the input's. */
function filledIn(shape: readonly (number | null)[] | null | undefined, input: tf.Tensor): readonly number[] {
  return shape ? shape.map((size, axis) => size ?? input.shape[axis] ?? 1) : input.shape;
}
