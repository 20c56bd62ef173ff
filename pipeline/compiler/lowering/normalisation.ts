import type { FusedBatchNormAttrs } from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { sizeOf, type Value } from '../graph/value.js';
import { aligned, channelsFirst, inOrder, inStandardOrder, type Operand, operand, tensorShape } from './operand.js';
import { input, layoutAware, type Operands, type Row } from './row.js';

/** (x - mean) · scale / sqrt(variance + epsilon) + offset, for statistics of any shape that broadcasts. */
function composed(g: GraphBuilder, inputs: Operands, epsilon: number): Operand {
  const names = ['x', 'mean', 'variance', 'scale', 'offset'].filter((name) => inputs[name]);
  const { values, order } = aligned(
    g,
    names.map((name) => input(inputs, name)),
  );
  const at = (name: string) => values[names.indexOf(name)];
  const [x, mean, variance, scale, offset] = ['x', 'mean', 'variance', 'scale', 'offset'].map(at);
  const inverse = g.unary('Reciprocal', g.unary('Sqrt', g.binary('Add', variance as Value, g.scalar(epsilon))));
  const factor = scale ? g.binary('Mul', inverse, scale) : inverse;
  const scaled = g.binary('Mul', g.binary('Sub', x as Value, mean as Value), factor);
  return operand(offset ? g.binary('Add', scaled, offset) : scaled, order);
}

export const normalisationRows = {
  FusedBatchNorm: layoutAware<FusedBatchNormAttrs>(['BatchNormalization'], (g, inputs, { varianceEpsilon }) => {
    const x = input(inputs, 'x');
    const shape = tensorShape(x);
    const channels = shape.at(-1) ?? 1;
    const statistics = ['mean', 'variance', 'scale', 'offset'].flatMap((name) => inputs[name] ?? []);
    if (shape.length < 2 || statistics.some(({ value }) => value.shape.length !== 1)) {
      return composed(g, inputs, varianceEpsilon);
    }
    const vector = (name: string, otherwise: number): Value => {
      const given = inputs[name];
      return given
        ? inStandardOrder(g, given)
        : g.constant(new Float32Array(channels).fill(otherwise), [channels], 'float32');
    };
    // Images lie channels-first already; anything else is rows of channels.
    const order = x.order ? channelsFirst(shape.length) : undefined;
    const images = order ? inOrder(g, x, order) : g.reshape(x.value, [sizeOf(shape) / channels, channels]);
    const operands = [images, vector('scale', 1), vector('offset', 0), vector('mean', 0), vector('variance', 1)];
    const attributes = { epsilon: { type: 'float', value: varianceEpsilon } } as const;
    const [value] = g.node('BatchNormalization', operands, attributes, [{ dtype: 'float32', shape: images.shape }]);
    return order ? operand(value as Value, order) : operand(g.reshape(value as Value, shape));
  }),
} as const satisfies Record<string, Row>;
