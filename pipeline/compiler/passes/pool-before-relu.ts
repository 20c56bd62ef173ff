import { emitMaxPoolGradient, poolingGeometryOf } from '../composites/max-pool-gradient.js';
import type { Graph } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { madeBy } from '../graph/node-of.js';
import { copyNode, rewriteGraph } from '../graph/rewrite-graph.js';
import type { Node, Value } from '../graph/value.js';

/**
 * max(relu(x)) = relu(max(x)): pooling first, relu works on a quarter of the data. The gradient follows: instead of
 * masking the pooling's gradient by x > 0 at full resolution, dy is masked by max(x) > 0 before it. Values and
 * gradients are equal: where the maximum is not positive nothing flows either way, and where it is, it sits at the same
 * pixel of x and of relu(x).
 */
export function poolBeforeRelu(graph: Graph): Graph {
  const g = new GraphBuilder(true);
  return rewriteGraph(graph, (value, rewritten) => pooled(value, rewritten) ?? masked(value, rewritten));

  function pooled(value: Value, rewritten: (value: Value) => Value): Value | undefined {
    const pool = madeBy(value, 'MaxPool');
    const x = pool && preActivation(pool.inputs[0]);
    if (!pool || !x || pool.outputs.length !== 1) return undefined;
    return g.unary('Relu', poolOf(pool, rewritten(x)));
  }

  /** Mul(MaxPoolGradient(dy, relu(x), maximum), Sign(relu(x))) */
  function masked(value: Value, rewritten: (value: Value) => Value): Value | undefined {
    const product = madeBy(value, 'Mul');
    if (!product) return undefined;
    const [left, right] = product.inputs as [Value, Value];
    const [gradient, mask] = madeBy(left, 'MaxPoolGradient')
      ? [madeBy(left, 'MaxPoolGradient'), right]
      : [madeBy(right, 'MaxPoolGradient'), left];
    if (!gradient) return undefined;
    const [dy, activated, maximum] = gradient.inputs as [Value, Value, Value];
    const x = preActivation(activated);
    if (!x || madeBy(mask, 'Sign')?.inputs[0] !== activated) return undefined;
    // `maximum` was rewritten to Relu(MaxPool(x)) just before.
    const relu = madeBy(rewritten(maximum), 'Relu');
    if (!relu) return undefined;
    const slope = g.binary('Mul', rewritten(dy), g.unary('Sign', relu.outputs[0] as Value));
    return emitMaxPoolGradient(g, slope, rewritten(x), relu.inputs[0] as Value, poolingGeometryOf(gradient));
  }
}

const preActivation = (value: Value | undefined): Value | undefined => madeBy(value, 'Relu')?.inputs[0];

const poolOf = (pool: Node, x: Value): Value => copyNode(pool, [x]).outputs[0] as Value;
