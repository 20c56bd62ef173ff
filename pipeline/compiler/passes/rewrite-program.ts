import { checkGraph } from '../graph/check-graph.js';
import type { Graph } from '../graph/graph.js';
import { type Kernels, passesFor } from './program-passes.js';
import { rewriteBodies } from './rewrite-bodies.js';

/** A traced graph, and the bodies of its branches, after all passes of compiled programs, in ONNX operators alone. */
export function rewriteProgram(traced: Graph, kernels: Kernels): Graph {
  const passes = passesFor(kernels);
  // Bodies are shared by many nodes.
  const bodies = new Map<Graph, Graph>();
  const rewrite = (whole: Graph): Graph => {
    let graph = whole;
    for (const [passName, pass] of passes) {
      graph = pass(graph);
      checkGraph(graph, passName);
    }
    return rewriteBodies(graph, rewriteBody);
  };
  const rewriteBody = (body: Graph): Graph => {
    const rewritten = bodies.get(body) ?? rewrite(body);
    bodies.set(body, rewritten);
    return rewritten;
  };
  return rewrite(traced);
}
