import { layers, regularizers } from '@tensorflow/tfjs-layers';
import { ModelError } from '../pipeline/errors.js';
import type { Task } from '../pipeline/load/data.js';
import { type Activation, activationLayer, initializerFor } from './activation.js';
import type { KernelUse } from './initializers/kernel.js';
import { kernelInitializer } from './initializers/kernel-initializer.js';
import type { InitializerChoice } from './initializers/registry.js';
import { checkRate } from './option-checks.js';
import { outputUnits } from './output-units.js';
import { ScaleInvariantDense } from './scale-invariant-dense.js';

/**
 * Between a kernel and its activation: batch normalisation (Ioffe and Szegedy 2015), layer normalisation over the last
 * axis (Ba et al. 2016), or none.
 */
export type Normalisation = 'none' | 'batch' | 'layer';

/** Penalties on kernels, added to the loss: l1 times the sum of |w|, l2 times the sum of w^2. Both may be given. */
export interface Regularizer {
  readonly l1?: number;
  readonly l2?: number;
}

/** Options that all families share, each with its own defaults. */
export interface LayerOptions<A extends string = Activation> {
  readonly activation?: A;
  /** Of every kernel, the output's too. Default: what suits the activation, and `xavierUniform` for the output. */
  readonly initializer?: InitializerChoice;
  readonly normalisation?: Normalisation;
  /** Share of units set to zero while training, in [0, 1) (Srivastava et al. 2014). Default 0. */
  readonly dropout?: number;
  /** Default: no penalty. */
  readonly regularizer?: Regularizer;
  /** The last layer: `linear`, the default, or for classifiers `scaleInvariant` (`ScaleInvariantDense`), which has no penalty. */
  readonly output?: 'linear' | 'scaleInvariant';
}

export interface Convolution {
  readonly filters: number;
  readonly kernelSize: number;
  /** Default 1. */
  readonly strides?: number;
}

export interface DepthwiseConvolution extends Omit<Convolution, 'filters'> {
  /** Distance of the kernel's taps in pixels. Default 1. */
  readonly dilationRate?: number;
}

/** Layers made as a family's options say. Kernels are to be followed by `normalise()` and have no bias where that shifts. */
export type LayerKit = ReturnType<typeof layerKit>;

/**
 * @param family what messages call it
 * @throws ModelError for an option out of range.
 */
export function layerKit(
  family: string,
  options: Task & LayerOptions,
  defaults: { readonly activation: Activation; readonly normalisation: Normalisation },
) {
  const { dropout = 0, regularizer = {} } = options;
  const activation = options.activation ?? defaults.activation;
  const normalisation = options.normalisation ?? defaults.normalisation;
  checkRate(`${family}.dropout`, dropout);
  if (!['none', 'batch', 'layer'].includes(normalisation)) {
    throw new ModelError(
      `\`${family}.normalisation\` must be 'none', 'batch' or 'layer', got ${String(normalisation)}`,
    );
  }
  const { output = 'linear' } = options;
  if (output !== 'linear' && output !== 'scaleInvariant') {
    throw new ModelError(`\`${family}.output\` must be 'linear' or 'scaleInvariant', got ${String(output)}`);
  }
  if (output === 'scaleInvariant' && options.kind !== 'classification') {
    throw new ModelError(
      `\`${family}.output\` can be 'scaleInvariant' for classification only, not for ${options.kind}`,
    );
  }
  const penalty = penaltyOf(`${family}.regularizer`, regularizer);
  const useBias = normalisation === 'none';
  const kernel = (use: KernelUse, choice = options.initializer ?? initializerFor(activation)) =>
    kernelInitializer(`${family}.initializer`, choice, use);
  return {
    penalty,
    kernel,
    dense: (units: number) =>
      layers.dense({ units, useBias, kernelInitializer: kernel('full'), kernelRegularizer: penalty }),
    /** 'same' padding. */
    convolution: ({ filters, kernelSize, strides = 1 }: Convolution) =>
      layers.conv2d({
        filters,
        kernelSize,
        strides,
        padding: 'same',
        useBias,
        kernelInitializer: kernel('full'),
        kernelRegularizer: penalty,
      }),
    /** 'same' padding, one filter a channel. Strides or dilation rate must be 1. */
    depthwise: ({ kernelSize, strides = 1, dilationRate = 1 }: DepthwiseConvolution) =>
      layers.depthwiseConv2d({
        kernelSize,
        strides,
        dilationRate,
        padding: 'same',
        useBias,
        depthwiseInitializer: kernel('depthwise'),
        depthwiseRegularizer: penalty,
      }),
    normalise(): layers.Layer[] {
      if (normalisation === 'none') return [];
      return [normalisation === 'batch' ? layers.batchNormalization() : layers.layerNormalization()];
    },
    activate: () => activationLayer(activation),
    /** Without normalisation after it: the dense layer of a convolutional network. */
    plainDense: (units: number) =>
      layers.dense({ units, kernelInitializer: kernel('full'), kernelRegularizer: penalty }),
    dropOut: (): layers.Layer[] => (dropout > 0 ? [layers.dropout({ rate: dropout })] : []),
    output(): layers.Layer {
      const units = outputUnits(options);
      const kernelInitializer = kernel('full', options.initializer ?? 'xavierUniform');
      if (output === 'scaleInvariant') return new ScaleInvariantDense({ units, kernelInitializer });
      return layers.dense({ units, kernelInitializer, kernelRegularizer: penalty });
    },
  };
}

/** @throws ModelError unless both penalties are finite and not negative. */
function penaltyOf(option: string, { l1 = 0, l2 = 0 }: Regularizer) {
  for (const [name, value] of Object.entries({ l1, l2 })) {
    if (!(Number.isFinite(value) && value >= 0)) {
      throw new ModelError(`\`${option}.${name}\` must be a finite number >= 0, got ${String(value)}`);
    }
  }
  return l1 > 0 || l2 > 0 ? regularizers.l1l2({ l1, l2 }) : undefined;
}
