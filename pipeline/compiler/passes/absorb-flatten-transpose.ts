import type { Graph } from '../graph/graph.js';
import { nodeOf } from '../graph/node-of.js';
import { copyNode, rewriteGraph, useCounts } from '../graph/rewrite-graph.js';
import { makeValue, type Value } from '../graph/value.js';

/**
 * Flattening channels-last after convolutions that run channels-first moves all activations, only for a dense layer to
 * multiply them with constant rows. The rows are put in the order the activations lie in instead:
 * Transpose -> Reshape -> Gemm(W) becomes Reshape -> Gemm(W with its rows reordered).
 */
export function absorbFlattenTranspose(graph: Graph): Graph {
  const uses = useCounts(graph);
  return rewriteGraph(graph, (value, rewritten) => {
    const gemm = nodeOf(value);
    if (gemm?.op !== 'Gemm' || gemm.attributes.transA || gemm.attributes.transB) return undefined;
    const flat = rewritten(gemm.inputs[0] as Value);
    const weights = rewritten(gemm.inputs[1] as Value);
    const reshape = nodeOf(flat);
    const transpose = reshape?.op === 'Reshape' ? nodeOf(reshape.inputs[0] as Value) : undefined;
    if (!reshape || transpose?.op !== 'Transpose' || weights.source.kind !== 'constant') return undefined;
    if (uses.get(gemm.inputs[0] as Value) !== 1 || !(weights.source.data instanceof Float32Array)) return undefined;
    const perm = (transpose.attributes.perm as { value: readonly number[] }).value;
    const [x] = transpose.inputs as [Value];
    const [rows, columns] = weights.shape as [number, number];
    const inner = x.shape.slice(1);
    // Everything but the batch dimension must be flattened, and the batch must stay in front.
    if (perm[0] !== 0 || inner.reduce((product, dim) => product * dim, 1) !== rows) return undefined;
    const reordered = reorderedRows(
      weights.source.data,
      columns,
      inner,
      perm.slice(1).map((axis) => axis - 1),
    );
    const direct = copyNode(reshape, [x, reshape.inputs[1]]).outputs[0] as Value;
    const newWeights = makeValue('float32', weights.shape, { kind: 'constant', data: reordered });
    return copyNode(gemm, [direct, newWeights, ...gemm.inputs.slice(2).map((input) => input && rewritten(input))])
      .outputs[0];
  });
}

/** Row r of the result belongs to position r of `shape`; in `data` rows follow `shape` with its axes in order `perm`. */
function reorderedRows(
  data: Float32Array,
  columns: number,
  shape: readonly number[],
  perm: readonly number[],
): Float32Array {
  const result = new Float32Array(data.length);
  const permuted = perm.map((axis) => shape[axis] as number);
  const position = new Array<number>(shape.length).fill(0);
  const rows = data.length / columns;
  for (let from = 0; from < rows; from++) {
    let rest = from;
    for (let i = permuted.length - 1; i >= 0; i--) {
      const size = permuted[i] as number;
      position[perm[i] as number] = rest % size;
      rest = Math.floor(rest / size);
    }
    const to = shape.reduce((index, size, axis) => index * size + (position[axis] as number), 0);
    result.set(data.subarray(from * columns, (from + 1) * columns), to * columns);
  }
  return result;
}
