import type { backend_util } from '@tensorflow/tfjs-core';
import type { ConvolutionGeometry, GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';
import { filterOrder, inOrder, type Operand } from './operand.js';

type Info = backend_util.Conv2DInfo;

/** How much more arithmetic the convolution may do and still be quicker than ConvTranspose (measured: 1.5 loses, 1.0 wins by 0.7). */
const worthwhile = 1.15;

/**
 * Gradient of a convolution with respect to its images [N, C, H, W]. With stride one it is a convolution of dy with the
 * kernel turned round and its channels exchanged; ONNX Runtime's Conv is quicker than its ConvTranspose, unless the
 * images are larger than dy (padding `valid`), where ConvTranspose has less to compute.
 */
export function convolutionInputGradient(
  g: GraphBuilder,
  dy: Value,
  filter: Operand,
  info: Info,
  geometry: ConvolutionGeometry,
): Value {
  const turned = turnedPads(info);
  const grown = (info.inHeight * info.inWidth) / (info.outHeight * info.outWidth);
  if (!turned || grown > worthwhile) {
    return g.convTranspose(dy, inOrder(g, filter, filterOrder(4)), [info.inHeight, info.inWidth], geometry);
  }
  const kernel = g.reverse(inOrder(g, filter, [2, 3, 0, 1]), info.filterHeight * info.filterWidth > 1 ? [2, 3] : []);
  return g.conv(dy, kernel, undefined, { ...geometry, strides: [1, 1], pads: turned });
}

/** Pads of the convolution that goes backwards; none where a stride leaves gaps or the padding exceeds the kernel. */
export function turnedPads(info: Info): readonly number[] | undefined {
  if (info.strideHeight !== 1 || info.strideWidth !== 1) return undefined;
  const { top, left, bottom, right } = info.padInfo;
  const reachH = (info.filterHeight - 1) * info.dilationHeight;
  const reachW = (info.filterWidth - 1) * info.dilationWidth;
  const pads = [reachH - top, reachW - left, reachH - bottom, reachW - right];
  return pads.every((amount) => amount >= 0) ? pads : undefined;
}
