import { layers } from '@tensorflow/tfjs-layers';
import type { LayerKit } from '../layer-kit.js';
import { FactorisedReduction } from './factorised-reduction.js';
import { Zero } from './zero.js';

/** Images keep their channels; stride 2 halves them, rounding up. */
export interface OperatorShape {
  readonly channels: number;
  readonly strides: 1 | 2;
}

/** The layers of an edge, to be applied in order to images [batch, height, width, channels]; none of them: the identity. */
type Operator = (kit: LayerKit, shape: OperatorShape) => layers.Layer[];

/**
 * Activation, depthwise convolution, 1x1 convolution, normalisation: once, where DARTS has its undilated ones twice, which
 * halves what they cost.
 */
function separable(kernelSize: number): Operator {
  return (kit, { channels, strides }) => [
    kit.activate(),
    kit.depthwise({ kernelSize, strides }),
    ...mixed(kit, channels),
  ];
}

/**
 * The same with taps two pixels apart. Under stride 2 these are all on every second pixel, which is what remains of the image
 * before an ordinary convolution: a quarter of the work, and tfjs has no dilated convolution with a stride.
 */
function dilated(kernelSize: number): Operator {
  return (kit, { channels, strides }) => {
    const dilationRate = 2 / strides;
    const kept = strides === 1 ? [] : [layers.averagePooling2d({ poolSize: 1, strides, padding: 'same' })];
    return [...kept, kit.activate(), kit.depthwise({ kernelSize, dilationRate }), ...mixed(kit, channels)];
  };
}

const mixed = (kit: LayerKit, filters: number): layers.Layer[] => [
  kit.convolution({ filters, kernelSize: 1 }),
  ...kit.normalise(),
];

const pool = (strides: number) => ({ poolSize: 3, strides, padding: 'same' }) as const;

/**
 * The candidate operators of an edge, those of DARTS (Liu et al. 2019): depthwise-separable convolutions, the same with
 * kernels of dilation rate 2, pooling with normalisation after it, the identity, which a factorised reduction stands for
 * where the image is halved, and no connection.
 */
export const operators = {
  separable3x3: separable(3),
  separable5x5: separable(5),
  dilated3x3: dilated(3),
  dilated5x5: dilated(5),
  maxPool3x3: (kit, { strides }) => [layers.maxPooling2d(pool(strides)), ...kit.normalise()],
  averagePool3x3: (kit, { strides }) => [layers.averagePooling2d(pool(strides)), ...kit.normalise()],
  skip: (kit, { channels, strides }) => (strides === 1 ? [] : factorisedReduction(kit, channels)),
  zero: (_kit, { strides }) => [new Zero({ strides })],
} as const satisfies Record<string, Operator>;

export type OperatorName = keyof typeof operators;

/** In the order of architecture parameters. */
export const operatorNames = Object.keys(operators) as readonly OperatorName[];

/** Activation, 1x1 convolution, normalisation: what brings the input of a cell to its channels. */
export const channelProjection = (kit: LayerKit, filters: number): layers.Layer[] => [
  kit.activate(),
  ...mixed(kit, filters),
];

/** The same for an input that is twice as large as the cell. */
export function factorisedReduction(kit: LayerKit, filters: number): layers.Layer[] {
  const kernel = { kernelInitializer: kit.kernel('full'), kernelRegularizer: kit.penalty };
  return [kit.activate(), new FactorisedReduction({ filters, ...kernel }), ...kit.normalise()];
}
