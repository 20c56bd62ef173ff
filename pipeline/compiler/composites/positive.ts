import type { GraphBuilder } from '../graph/graph-builder.js';
import type { Value } from '../graph/value.js';

/** Near the largest float32: any normal positive number times this is at least one. */
const steep = 3e38;

/**
 * 1 where x > 0 and 0 elsewhere, for finite x: min(max(steep · x, 0), 1). ONNX Runtime vectorises HardSigmoid (0.5 ms for
 * two million elements), but not Sign (2.2 ms) nor Where and Cast of a comparison.
 */
export function positive(g: GraphBuilder, x: Value): Value {
  return g.unaryWithFloat('HardSigmoid', x, { alpha: steep, beta: 0 });
}
