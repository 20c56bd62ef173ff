import { intOf } from '../graph/attribute.js';
import type { Graph } from '../graph/graph.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import { madeBy } from '../graph/node-of.js';
import { rewriteGraph } from '../graph/rewrite-graph.js';
import type { Value } from '../graph/value.js';

/** Max pooling hands every dy to one pixel, so the sum over all pixels (a bias's gradient) is the sum over dy itself. */
export function sumBeforePoolGradient(graph: Graph): Graph {
  const g = new GraphBuilder(true);
  return rewriteGraph(graph, (value, rewritten) => {
    const sum = madeBy(value, 'ReduceSum');
    const gradient = madeBy(sum?.inputs[0], 'MaxPoolGradient');
    const axes = sum?.inputs[1];
    if (!sum || !gradient || axes?.source.kind !== 'constant') return undefined;
    const reduced = Array.from({ length: axes.source.data.length }, (_, i) =>
      Number((axes.source as { data: BigInt64Array }).data[i]),
    );
    if (![2, 3].every((axis) => reduced.includes(axis))) return undefined;
    const dy = rewritten(gradient.inputs[0] as Value);
    return g.reduce('ReduceSum', dy, reduced, intOf(sum, 'keepdims', 1) === 1);
  });
}
