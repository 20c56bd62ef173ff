import { intAttribute } from '../node-attributes.js';
import type { LinearOperator } from '../prepare/linear-operator.js';

/**
 * A convolution copies the pixels under every window into rows before its 8-bit product, which takes about 3 ns for
 * each position of a window whatever the number of channels, while ONNX Runtime's float32 convolution needs no such copy and
 * makes about 40 products in a nanosecond. So with fewer than some 150 pairs of input and output channels float32 is faster
 * (the first convolution of most image networks: 1 x 16, 3 x 32). Measured with ONNX Runtime 1.30 on AVX-512 with VNNI.
 */
const fewestChannelPairs = 150;

/** Why a linear operator is better left in float32; undefined where it is not. */
export function keepsFloat({ node, dims }: LinearOperator): string | undefined {
  if (node.opType !== 'Conv') return undefined;
  const [filters = 1, inputs = 1, ...kernel] = dims;
  const groups = intAttribute(node, 'group', 1);
  // Depthwise and 1x1 convolutions have 8-bit kernels that copy nothing.
  const copies = kernel.some((size) => size > 1) && !(groups > 1 && inputs === 1);
  const pairs = (filters / groups) * inputs;
  if (!copies || pairs >= fewestChannelPairs) return undefined;
  return `${inputs} x ${filters / groups} channels are too few for the 8-bit convolution to be faster`;
}
