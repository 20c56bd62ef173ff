import { InferenceSession, type Tensor as OrtTensor } from 'onnxruntime-node';
import { cutGraph, type Graph } from '../graph/graph.js';
import { rewriteGraph } from '../graph/rewrite-graph.js';
import { toOnnxModel } from '../graph/to-onnx-model.js';
import { type ElementData, makeValue, type Value } from '../graph/value.js';
import { encodeModel } from '../onnx-file/encode-model.js';
import { sessionOptions } from '../session/session-options.js';

/** Growing a constant beyond this many elements is not worth the bytes in the file (an Expand stays an Expand). */
const largestGrowth = 64;

/**
 * Computes, once and in ONNX Runtime itself, everything that depends on constants alone: weights brought to ONNX's
 * order of dimensions, scales of normalisations.
 */
export async function foldConstants(graph: Graph): Promise<Graph> {
  const constant = new Set<Value>(graph.leaves.filter(({ source }) => source.kind === 'constant'));
  const folded = new Set<Value>();
  for (const node of graph.nodes) {
    const foldable = node.inputs.length > 0 && node.inputs.every((input) => !input || constant.has(input));
    if (!foldable) continue;
    const before = node.inputs.reduce((sum, input) => sum + (input ? elements(input) : 0), 0);
    const after = node.outputs.reduce((sum, output) => sum + elements(output), 0);
    if (after > Math.max(before, largestGrowth)) continue;
    for (const output of node.outputs) {
      constant.add(output);
      folded.add(output);
    }
  }
  // Only what is read from outside the constant part has to be kept.
  const needed = new Set<Value>();
  for (const node of graph.nodes) {
    if (node.outputs.some((output) => folded.has(output))) continue;
    for (const input of node.inputs) if (input && folded.has(input)) needed.add(input);
  }
  for (const { value } of graph.outputs) if (folded.has(value)) needed.add(value);
  if (needed.size === 0) return graph;
  const results = await evaluate([...needed]);
  return rewriteGraph(graph, (value) => results.get(value));
}

const elements = ({ shape }: Value): number => shape.reduce((product, dim) => product * dim, 1);

async function evaluate(values: readonly Value[]): Promise<Map<Value, Value>> {
  const graph = cutGraph(values.map((value, i) => ({ name: `f${i}`, value })));
  const model = toOnnxModel({
    graph,
    inputs: [],
    initializers: graph.leaves.flatMap((value) =>
      value.source.kind === 'constant' ? [{ value, data: value.source.data }] : [],
    ),
    naming: { value: ({ id }) => `v${id}` },
    header: { name: 'constants' },
  });
  const session = await InferenceSession.create(encodeModel(model), sessionOptions({ threads: 1 }));
  const results = await session.run({});
  const folded = new Map<Value, Value>();
  values.forEach((value, i) => {
    // A copy: the runtime's buffer goes with its session.
    const data = ((results[`f${i}`] as OrtTensor).data as ElementData).slice();
    folded.set(value, makeValue(value.dtype, value.shape, { kind: 'constant', data }));
  });
  await session.release();
  return folded;
}
