import type { Graph } from '../graph/graph.js';
import { nodeOf } from '../graph/node-of.js';
import { copyNode, rewriteGraph } from '../graph/rewrite-graph.js';
import { Subgraph } from '../graph/subgraph.js';
import type { Node } from '../graph/value.js';

/** Puts another graph in the place of every branch's body; its parameters stay the leaves that they are. */
export function rewriteBodies(graph: Graph, rewriteBody: (body: Graph) => Graph): Graph {
  const copies = new Map<Node, Node>();
  return rewriteGraph(graph, (value, rewritten) => {
    const node = nodeOf(value);
    if (!node || !Object.values(node.attributes).some(({ type }) => type === 'graph')) return undefined;
    const inputs = node.inputs.map((input) => input && rewritten(input));
    const copy = copies.get(node) ?? copyNode(withBodies(node, rewriteBody), inputs);
    copies.set(node, copy);
    return copy.outputs[node.outputs.indexOf(value)];
  });
}

function withBodies(node: Node, rewriteBody: (body: Graph) => Graph): Node {
  const attributes = Object.entries(node.attributes).map(([name, attribute]) => {
    if (attribute.type !== 'graph') return [name, attribute] as const;
    const { parameters, graph } = attribute.value;
    return [name, { type: 'graph', value: new Subgraph(parameters, rewriteBody(graph)) }] as const;
  });
  return { ...node, attributes: Object.fromEntries(attributes) };
}
