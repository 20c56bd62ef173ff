import type { Graph } from '../graph/graph.js';
import { nodeOf } from '../graph/node-of.js';
import { copyNode, rewriteGraph, useCounts } from '../graph/rewrite-graph.js';
import type { Node, Value } from '../graph/value.js';

/** Conv or Gemm followed by adding one number a channel: both operators take a bias of their own, without another pass. */
export function fuseBias(graph: Graph): Graph {
  const uses = useCounts(graph);
  return rewriteGraph(graph, (value, rewritten) => {
    const add = nodeOf(value);
    if (add?.op !== 'Add') return undefined;
    const [left, right] = add.inputs as [Value, Value];
    return fused(left, right) ?? fused(right, left);

    function fused(product: Value, term: Value): Value | undefined {
      const producer = nodeOf(rewritten(product));
      if (producer?.inputs.length !== 2 || uses.get(product) !== 1) return undefined;
      if (value.shape.length !== product.shape.length) return undefined;
      const bias = channelVector(producer, rewritten(term));
      return bias && (copyNode(producer, [...producer.inputs, bias]).outputs[0] as Value);
    }
  });
}

/** The vector [C] behind a bias laid out for broadcasting over the producer's result. */
function channelVector(producer: Node, term: Value): Value | undefined {
  const result = producer.outputs[0] as Value;
  const channels = producer.op === 'Conv' ? result.shape[1] : producer.op === 'Gemm' ? result.shape[1] : undefined;
  if (channels === undefined || channels === 1) return undefined;
  if (producer.op === 'Gemm') {
    const isRow = term.shape.length === 1 || (term.shape.length === 2 && term.shape[0] === 1);
    return isRow && term.shape.at(-1) === channels ? term : undefined;
  }
  const [c, ...spatial] = term.shape.slice(-result.shape.length + 1);
  const lead = term.shape.slice(0, -result.shape.length + 1);
  if (c !== channels || [...lead, ...spatial].some((dim) => dim !== 1) || spatial.length !== result.shape.length - 2)
    return undefined;
  const reshape = nodeOf(term);
  const vector = reshape?.op === 'Reshape' ? (reshape.inputs[0] as Value) : undefined;
  return vector?.shape.length === 1 ? vector : undefined;
}
