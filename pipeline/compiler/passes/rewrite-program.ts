import { checkGraph } from '../graph/check-graph.js';
import type { Graph } from '../graph/graph.js';
import { programPasses } from './program-passes.js';

/** A traced graph after all passes of compiled programs, in ONNX operators alone. */
export function rewriteProgram(traced: Graph): Graph {
  let graph = traced;
  for (const [passName, pass] of Object.entries(programPasses)) {
    graph = pass(graph);
    checkGraph(graph, passName);
  }
  return graph;
}
