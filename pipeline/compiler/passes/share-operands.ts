import type { Graph } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { nodeOf } from '../graph/node-of.js';
import { rewriteGraph } from '../graph/rewrite-graph.js';
import type { Node, Value } from '../graph/value.js';

/** Fewer products than this are not worth their concatenation. */
const fewest = 4;

/**
 * Products of many left operands with one right operand, as a recurrent layer's inputs with its kernel at every step,
 * are one product of the stacked left operands, as long as none of them waits for another.
 */
export function shareOperands(graph: Graph): Graph {
  const groups = new Map<string, Node[]>();
  for (const node of graph.nodes) {
    if (node.op !== 'Gemm' || node.attributes.transA) continue;
    const key = `${node.inputs[1]?.id} ${node.inputs[2]?.id ?? ''} ${JSON.stringify(node.attributes)}`;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const members = new Map<Node, readonly Node[]>();
  for (const candidates of groups.values()) {
    if (candidates.length < fewest) continue;
    const independent = withoutDependents(candidates);
    if (independent.length < fewest) continue;
    for (const node of independent) members.set(node, independent);
  }
  if (members.size === 0) return graph;
  const g = new GraphBuilder(true);
  const results = new Map<Node, Value>();
  return rewriteGraph(graph, (value, rewritten) => {
    const node = nodeOf(value);
    const group = node && members.get(node);
    if (!node || !group) return undefined;
    if (!results.has(node)) share(g, group, rewritten, results);
    return results.get(node);
  });
}

function share(
  g: GraphBuilder,
  group: readonly Node[],
  rewritten: (value: Value) => Value,
  results: Map<Node, Value>,
): void {
  const [first] = group as [Node];
  g.scope = first.scope;
  const lefts = group.map(({ inputs }) => rewritten(inputs[0] as Value));
  const bias = first.inputs[2] && rewritten(first.inputs[2]);
  const product = g.gemm(
    g.concat(lefts, 0),
    rewritten(first.inputs[1] as Value),
    bias,
    false,
    Boolean(first.attributes.transB),
  );
  const parts = g.split(
    product,
    0,
    lefts.map(({ shape }) => shape[0] as number),
  );
  group.forEach((node, i) => {
    results.set(node, parts[i] as Value);
  });
}

/** Those of the products whose left operands, and shared right ones, need none of the others. */
function withoutDependents(candidates: readonly Node[]): Node[] {
  const group = new Set(candidates);
  const needs = new Map<Node, boolean>();
  // Depth first with an explicit stack: sequences are deeper than the call stack.
  const needsOther = (start: Value | undefined): boolean => {
    const root = nodeOf(start);
    if (!root) return false;
    const stack = [root];
    while (stack.length > 0) {
      const node = stack[stack.length - 1] as Node;
      if (needs.has(node)) {
        stack.pop();
        continue;
      }
      const inputs = node.inputs.map(nodeOf).filter((input) => input !== undefined);
      const open = group.has(node) ? [] : inputs.filter((input) => !needs.has(input));
      if (open.length > 0) {
        stack.push(...open);
        continue;
      }
      needs.set(node, group.has(node) || inputs.some((input) => needs.get(input)));
      stack.pop();
    }
    return needs.get(root) === true;
  };
  return candidates.filter(({ inputs }) => !needsOther(inputs[0]));
}
