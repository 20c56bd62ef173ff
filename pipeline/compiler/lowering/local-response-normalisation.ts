import type { LRNAttrs, LRNGradAttrs } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { sizeOf, type Value } from '../graph/value.js';
import { channelsFirst, inOrder, operand } from './operand.js';
import { input, layoutAware, type Row, standard } from './row.js';

/** Sums over the channels at most `radius` away, for x [..., channels]. */
function neighbourSums(g: GraphBuilder, x: Value, radius: number): Value {
  const channels = x.shape.at(-1) ?? 1;
  const width = 2 * radius + 1;
  const rows = g.reshape(x, [sizeOf(x.shape) / channels, 1, channels]);
  const ones = g.constant(new Float32Array(width).fill(1), [1, 1, width], 'float32');
  const geometry = { strides: [1], pads: [radius, radius], dilations: [1], group: 1 };
  return g.reshape(g.conv(rows, ones, undefined, geometry), x.shape);
}

/** Krizhevsky et al. 2012, section 3.3: y = x / (bias + alpha · sum of neighbours' x²)^beta. */
export const localResponseNormalisationRows = {
  LRN: layoutAware<LRNAttrs>(['LRN'], (g, inputs, { depthRadius, bias, alpha, beta }) => {
    const order = channelsFirst(4);
    const x = inOrder(g, input(inputs, 'x'), order);
    const size = 2 * depthRadius + 1;
    const attributes = {
      size: { type: 'int', value: size },
      // ONNX divides alpha by the size, tfjs does not.
      alpha: { type: 'float', value: alpha * size },
      beta: { type: 'float', value: beta },
      bias: { type: 'float', value: bias },
    } as const;
    const [value] = g.node('LRN', [x], attributes, [{ dtype: 'float32', shape: x.shape }]);
    return operand(value as Value, order);
  }),
  /** dx = dy · norm^-beta - 2 alpha beta · x · (sum of neighbours' dy · y / norm) */
  LRNGrad: standard<LRNGradAttrs>(
    ['Conv', 'Pow', 'Mul', 'Div', 'Sub', 'Add'],
    (g, inputs, { depthRadius, bias, alpha, beta }) => {
      const [x, y, dy] = [inputs.x, inputs.y, inputs.dy] as [Value, Value, Value];
      const squares = neighbourSums(g, g.binary('Mul', x, x), depthRadius);
      const norm = g.binary('Add', g.binary('Mul', squares, g.scalar(alpha)), g.scalar(bias));
      const direct = g.binary('Mul', dy, g.binary('Pow', norm, g.scalar(-beta)));
      const shares = neighbourSums(g, g.binary('Div', g.binary('Mul', dy, y), norm), depthRadius);
      const indirect = g.binary('Mul', g.binary('Mul', x, shares), g.scalar(2 * alpha * beta));
      return g.binary('Sub', direct, indirect);
    },
  ),
} as const satisfies Record<string, Row>;
