import { compositeDomain } from '../composites/composite.js';
import { composites } from '../composites/table.js';
import type { Graph } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { nodeOf } from '../graph/node-of.js';
import { copyNode, rewriteGraph } from '../graph/rewrite-graph.js';

/** Writes composite operations out in ONNX operators: the last pass, after which a graph can be run. */
export function expandComposites(graph: Graph): Graph {
  if (!graph.nodes.some(({ domain }) => domain === compositeDomain)) return graph;
  const g = new GraphBuilder(true);
  return rewriteGraph(graph, (value, rewritten) => {
    const node = nodeOf(value);
    if (node?.domain !== compositeDomain) return undefined;
    const composite = composites[node.op];
    if (!composite) throw new Error(`composite operation ${node.op} is not in the table`);
    g.scope = node.scope;
    return composite.expand(
      g,
      copyNode(
        node,
        node.inputs.map((input) => input && rewritten(input)),
      ),
    );
  });
}
