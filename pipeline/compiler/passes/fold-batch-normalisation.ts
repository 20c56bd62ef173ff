import type { Graph } from '../graph/graph.js';
import { nodeOf } from '../graph/node-of.js';
import { copyNode, rewriteGraph, useCounts } from '../graph/rewrite-graph.js';
import { makeValue, type Value } from '../graph/value.js';

/**
 * A normalisation by constants right after a convolution or dense layer is a change of that layer's weights:
 * w' = w · scale / sqrt(variance + epsilon), b' = (b - mean) · scale / sqrt(variance + epsilon) + offset.
 */
export function foldBatchNormalisation(graph: Graph): Graph {
  const uses = useCounts(graph);
  return rewriteGraph(graph, (value, rewritten) => {
    const node = nodeOf(value);
    if (node?.op !== 'BatchNormalization') return undefined;
    const x = node.inputs[0] as Value;
    const producer = nodeOf(rewritten(x));
    if (!producer || uses.get(x) !== 1 || (producer.op !== 'Conv' && producer.op !== 'Gemm')) return undefined;
    const statistics = node.inputs.slice(1).map((input) => floats(input && rewritten(input)));
    const weights = floats(producer.inputs[1]);
    const bias = producer.inputs[2];
    const biases = bias ? floats(bias) : undefined;
    if (!weights || statistics.some((data) => !data) || (bias && !biases)) return undefined;
    if (producer.op === 'Gemm' && Object.keys(producer.attributes).length > 0) return undefined;
    const [scale, offset, mean, variance] = statistics as Float32Array[];
    const epsilon = (node.attributes.epsilon as { value: number }).value;
    const channels = (mean as Float32Array).length;
    if (biases && biases.length !== channels) return undefined;
    const at = (data: Float32Array | undefined, i: number) => data?.[i] ?? 0;
    const factor = Float64Array.from(
      { length: channels },
      (_, c) => at(scale, c) / Math.sqrt(at(variance, c) + epsilon),
    );
    // Conv weights lead with the output channel, Gemm's end with it.
    const block = weights.length / channels;
    const channelOf = producer.op === 'Conv' ? (i: number) => Math.floor(i / block) : (i: number) => i % channels;
    const newWeights = weights.map((w, i) => w * (factor[channelOf(i)] as number));
    const newBias = Float32Array.from(factor, (f, c) => (at(biases, c) - at(mean, c)) * f + at(offset, c));
    const [images, w] = producer.inputs as [Value, Value];
    const copy = copyNode(producer, [
      images,
      makeValue('float32', w.shape, { kind: 'constant', data: newWeights }),
      makeValue('float32', [channels], { kind: 'constant', data: newBias }),
    ]);
    return copy.outputs[0];
  });
}

const floats = (value: Value | undefined): Float32Array | undefined =>
  value?.source.kind === 'constant' && value.source.data instanceof Float32Array ? value.source.data : undefined;
