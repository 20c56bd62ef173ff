import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';

/** The activation that tfjs's fused kernels end with. `slope` is PReLU's weights, already laid out like x. */
export function activated(
  g: GraphBuilder,
  x: Value,
  activation: string | null | undefined,
  slope: Value | undefined,
  leakyAlpha = 0.2,
): Value {
  switch (activation ?? 'linear') {
    case 'linear':
      return x;
    case 'relu':
      return g.unary('Relu', x);
    case 'relu6':
      return g.clip(x, 0, 6);
    case 'elu':
      return g.unary('Elu', x);
    case 'sigmoid':
      return g.unary('Sigmoid', x);
    case 'leakyrelu':
      return g.unaryWithFloat('LeakyRelu', x, { alpha: leakyAlpha });
    case 'prelu':
      if (!slope) throw new Error('prelu activation without its weights');
      return g.binary('Add', g.unary('Relu', x), g.binary('Mul', slope, g.binary('Min', x, g.scalar(0))));
    default:
      throw new Error(`fused activation \`${activation}\` is not known`);
  }
}
