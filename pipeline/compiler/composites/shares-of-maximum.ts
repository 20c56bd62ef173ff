import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';
import { positive } from './positive.js';

/**
 * dy, given to the first of `pixels` that equals `maximum`. `rest` is the part no pixel has claimed yet:
 * positive(maximum - pixel) is 0 exactly where the pixel is the maximum, and there it takes all of the rest. The first of
 * equal maxima gets the gradient, as in tfjs and PyTorch, by float passes that ONNX Runtime vectorises.
 */
export function sharesOfMaximum(g: GraphBuilder, pixels: readonly Value[], maximum: Value, dy: Value): Value[] {
  const shares: Value[] = [];
  let rest = dy;
  for (const pixel of pixels.slice(0, -1)) {
    const unclaimed = g.binary('Mul', rest, positive(g, g.binary('Sub', maximum, pixel)));
    shares.push(g.binary('Sub', rest, unclaimed));
    rest = unclaimed;
  }
  return [...shares, rest];
}
