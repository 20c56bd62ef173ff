import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';

/**
 * Pixels of images [n, h, w, c] at whole-number positions: `image`, `y` and `x` are int32 and broadcast to one shape s;
 * the result is [...s, c]. Positions must lie inside.
 */
export function pixelsAt(g: GraphBuilder, images: Value, image: Value, y: Value, x: Value): Value {
  const [n, h, w, c] = images.shape as [number, number, number, number];
  const row = g.binary('Add', g.binary('Mul', image, g.scalar(h, 'int32')), y);
  const position = g.binary('Add', g.binary('Mul', row, g.scalar(w, 'int32')), x);
  return g.gather(g.reshape(images, [n * h * w, c]), position, 0);
}

/** a + (b - a) · weight */
export const mixed = (g: GraphBuilder, a: Value, b: Value, weight: Value): Value =>
  g.binary('Add', a, g.binary('Mul', g.binary('Sub', b, a), weight));

/** Half is rounded up, as JavaScript does; ONNX's Round takes halves to the even number. */
export const rounded = (g: GraphBuilder, x: Value): Value => g.unary('Floor', g.binary('Add', x, g.scalar(0.5)));
