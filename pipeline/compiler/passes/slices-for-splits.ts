import { intOf } from '../graph/attribute.js';
import type { Graph } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { madeBy } from '../graph/node-of.js';
import { rewriteGraph } from '../graph/rewrite-graph.js';
import type { Value } from '../graph/value.js';

/** A slice for each part of a split: on GPUs a kernel has room for few results, WebGPU's for eight buffers with its inputs. */
export function slicesForSplits(graph: Graph): Graph {
  const g = new GraphBuilder(true);
  return rewriteGraph(graph, (value, rewritten) => {
    const split = madeBy(value, 'Split');
    if (!split) return undefined;
    const axis = intOf(split, 'axis', 0);
    const sizes = split.outputs.map(({ shape }) => shape[axis] as number);
    const from = sizes.slice(0, split.outputs.indexOf(value)).reduce((sum, size) => sum + size, 0);
    const x = rewritten(split.inputs[0] as Value);
    const starts = x.shape.map((_, i) => (i === axis ? from : 0));
    const ends = x.shape.map((size, i) => (i === axis ? from + (value.shape[axis] as number) : size));
    return g.slice(x, starts, ends);
  });
}
