import type { GraphBuilder } from './graph-builder.js';
import type { Value } from './value.js';

/** A tensor without the borders that negative paddings cut off. */
export interface Cropped {
  readonly x: Value;
  /** Begins, then ends: none is negative. */
  readonly pads: readonly number[];
  /** Puts a gradient of x back between borders of zeros. */
  uncrop(gradient: Value): Value;
}

/**
 * tfjs pads by a negative amount where no window reaches the border (its `same` padding of volumes with strides larger
 * than the window is one case); ONNX does not.
 */
export function cropBorders(g: GraphBuilder, x: Value, pads: readonly number[]): Cropped {
  const cut = pads.map((pad) => Math.max(0, -pad));
  const rank = pads.length / 2;
  const [before, after] = [
    [0, 0, ...cut.slice(0, rank)],
    [0, 0, ...cut.slice(rank)],
  ];
  const stops = x.shape.map((size, i) => size - (after[i] ?? 0));
  return {
    x: g.slice(x, before, stops),
    pads: pads.map((pad) => Math.max(0, pad)),
    uncrop: (gradient) => g.pad(gradient, before, after),
  };
}
