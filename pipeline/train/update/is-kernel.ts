import type { LayerVariable } from '@tensorflow/tfjs-layers';

/** Weights of layers that are no kernels though they may have two dimensions or more: `alpha` is PReLU's slope. */
const shiftsAndScales: ReadonlySet<string> = new Set(['bias', 'gamma', 'beta', 'alpha']);

/**
 * Whether a weight is multiplied with inputs, or is an embedding: what weight decay is meant for. Biases, the scale
 * (gamma) and offset (beta) of batch and layer normalisation, and PReLU's slopes (He et al. 2015, section 2: decay
 * biases them towards zero, which is relu) are none. Of weights under other names, in layers of one's own, those with
 * two dimensions or more are kernels (as in timm), unless the name ends in `bias`.
 */
export function isKernel({ originalName, shape }: Pick<LayerVariable, 'originalName' | 'shape'>): boolean {
  // tfjs puts the layer's name before the weight's: `dense_Dense1/kernel`.
  const name = originalName.slice(originalName.lastIndexOf('/') + 1).toLowerCase();
  return shape.length >= 2 && !shiftsAndScales.has(name) && !name.endsWith('bias');
}
