import { cutGraph, type Graph } from './graph.js';
import { makeValue, type Node, type Value } from './value.js';

/**
 * A copy of the graph in which `replace` may put another value in the place of one that is read. It sees each value
 * once, in graph order, after everything before it has been rewritten; `undefined` leaves the value as it is.
 */
export function rewriteGraph(
  graph: Graph,
  replace: (value: Value, rewritten: (value: Value) => Value) => Value | undefined,
): Graph {
  const replaced = new Map<Value, Value>();
  const rewritten = (value: Value): Value => replaced.get(value) ?? value;
  const consider = (value: Value) => {
    const other = replace(value, rewritten);
    if (other) replaced.set(value, other);
  };
  for (const leaf of graph.leaves) consider(leaf);
  for (const node of graph.nodes) {
    if (node.inputs.some((input) => input && replaced.has(input))) {
      const inputs = node.inputs.map((input) => input && rewritten(input));
      copyNode(node, inputs).outputs.forEach((output, i) => {
        replaced.set(node.outputs[i] as Value, output);
      });
    }
    for (const output of node.outputs) {
      const other = replace(output, rewritten);
      if (other) replaced.set(output, other);
    }
  }
  // What was a leaf stays one, also where some node once made it: eager graphs start from values computed before.
  const leaves = new Set(graph.leaves);
  return cutGraph(
    graph.outputs.map(({ name, value }) => ({ name, value: rewritten(value) })),
    (value) => leaves.has(value),
  );
}

/** The same operator on other inputs. */
export function copyNode(node: Node, inputs: readonly (Value | undefined)[]): Node {
  const outputs: Value[] = [];
  const copy: Node = { ...node, inputs, outputs };
  node.outputs.forEach(({ dtype, shape }, index) => {
    outputs.push(makeValue(dtype, shape, { kind: 'node', node: copy, index }));
  });
  return copy;
}

/** How often each value is read, outputs of the graph included. */
export function useCounts(graph: Graph): ReadonlyMap<Value, number> {
  const counts = new Map<Value, number>();
  const count = (value: Value | undefined) => value && counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const node of graph.nodes) node.inputs.forEach(count);
  for (const { value } of graph.outputs) count(value);
  return counts;
}
