import type { Graph } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { madeBy, nodeOf } from '../graph/node-of.js';
import { rewriteGraph } from '../graph/rewrite-graph.js';
import { type Node, sameShape, type Value } from '../graph/value.js';

/** Operators that treat every element alike; further inputs are scalars. */
const unary: ReadonlySet<string> = new Set([
  'Abs',
  'Cast',
  'Clip',
  'Elu',
  'Erf',
  'Exp',
  'LeakyRelu',
  'Log',
  'Neg',
  'Reciprocal',
  'Relu',
  'Selu',
  'Sigmoid',
  'Sign',
  'Softplus',
  'Sqrt',
  'Tanh',
]);
const binary: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div', 'Max', 'Min']);

/**
 * An elementwise operation on reshaped operands is done before the reshape, so that reshapes meet and cancel: tfjs
 * wraps every dense layer's matrices in a batch dimension of one.
 */
export function sinkReshapes(graph: Graph): Graph {
  const g = new GraphBuilder(true);
  return rewriteGraph(graph, (value, rewritten) => {
    const node = nodeOf(value);
    if (node?.outputs.length !== 1) return undefined;
    if (node.op === 'Reshape') return merged(g, value, node, rewritten);
    const inputs = node.inputs.map((input) => input && rewritten(input)) as Value[];
    const [left, right] = inputs.map((input) => madeBy(input, 'Reshape'));
    if (unary.has(node.op)) return left && again(g, node, [source(left), ...inputs.slice(1)], left);
    if (!binary.has(node.op)) return undefined;
    const isScalar = (input: Value | undefined) => input?.shape.length === 0;
    if (left && right && sameShape(source(left).shape, source(right).shape) && sameTarget(left, right)) {
      return again(g, node, [source(left), source(right)], left);
    }
    if (left && isScalar(inputs[1])) return again(g, node, [source(left), inputs[1] as Value], left);
    if (right && isScalar(inputs[0])) return again(g, node, [inputs[0] as Value, source(right)], right);
    return undefined;
  });
}

const source = (reshape: Node): Value => reshape.inputs[0] as Value;

const sameTarget = (a: Node, b: Node): boolean =>
  sameShape((a.outputs[0] as Value).shape, (b.outputs[0] as Value).shape);

/** The operation on what was reshaped, and the same reshape after it; its target may be symbolic, so it is kept as it is. */
function again(g: GraphBuilder, node: Node, inputs: readonly Value[], reshape: Node): Value | undefined {
  g.scope = node.scope;
  const { dtype, shape } = node.outputs[0] as Value;
  const [value] = g.node(node.op, inputs, node.attributes, [{ dtype, shape: source(reshape).shape }], node.domain);
  const [reshaped] = g.node('Reshape', [value, reshape.inputs[1]], reshape.attributes, [{ dtype, shape }]);
  return reshaped;
}

/** A reshape whose target is known in full, of something that was reshaped before. */
function merged(g: GraphBuilder, value: Value, node: Node, rewritten: (value: Value) => Value): Value | undefined {
  const input = rewritten(node.inputs[0] as Value);
  const before = madeBy(input, 'Reshape');
  if (!before) return undefined;
  const original = source(before);
  if (sameShape(original.shape, value.shape)) return original;
  g.scope = node.scope;
  const [reshaped] = g.node('Reshape', [original, rewritten(node.inputs[1] as Value)], node.attributes, [value]);
  return reshaped;
}
