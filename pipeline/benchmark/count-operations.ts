import type { NodeTime, ProfiledTensor } from './read-profile.js';

/** What one run of a model computes and moves. */
export interface OperationCount {
  /** A multiplication and the addition of its product to a sum. */
  readonly multiplyAdds: number;
  /** Operators with products that are not among them, as their shapes do not tell how many there are. */
  readonly uncounted: readonly string[];
  /** Bytes of weights read; of a table that is looked up in, what was looked up. */
  readonly weightBytes: number;
}

/** A node as it ran, of which shapes are all that is needed. */
export type ExecutedNode = Pick<NodeTime, 'operator' | 'inputs' | 'outputs' | 'calls' | 'weightBytes' | 'outputBytes'>;

/** The multiply-adds of one call; undefined where the shapes do not tell. */
type Rule = (inputs: readonly ProfiledTensor[], outputs: readonly ProfiledTensor[]) => number | undefined;

const size = (tensor: ProfiledTensor | undefined) => tensor?.dims.reduce((product, dim) => product * dim, 1);

const product = (...factors: readonly (number | undefined)[]): number | undefined =>
  factors.reduce((so, factor) => (so === undefined || factor === undefined ? undefined : so * factor), 1);

const perRow = (tensor: ProfiledTensor | undefined) => {
  const whole = size(tensor);
  const rows = tensor?.dims[0];
  return whole === undefined || !rows ? undefined : whole / rows;
};

/**
 * An output element of a convolution is a sum over one filter [Cin/groups, ...kernel]: a row of the weights [Cout, ...].
 * Strides, paddings and dilations show in the shape of the output. Products with the zeros of a padding count.
 */
const convolution =
  (weights: number): Rule =>
  (inputs, [output]) =>
    product(size(output), perRow(inputs[weights]));

/** An input element meets every filter of its channel: a row of the weights [Cin, Cout/groups, ...kernel]. */
const transposedConvolution: Rule = ([input, weights]) => product(size(input), perRow(weights));

/** An output element is a sum over the last dimension of the first factor. */
const matrixProduct: Rule = ([first], [output]) => product(size(output), first?.dims.at(-1));

/** A [M, K], or [K, M] where it is transposed, times N columns. */
const affine: Rule = ([first], [output]) => product(size(first), output?.dims.at(-1));

/** Every step of every sequence meets all weights of all gates and directions: W [D, gates H, I] and R [D, gates H, H]. */
const recurrent: Rule = ([sequence, weights, recurrence]) => {
  const [all, features, w, r] = [size(sequence), sequence?.dims.at(-1), size(weights), size(recurrence)];
  return all === undefined || !features || w === undefined || r === undefined ? undefined : (all / features) * (w + r);
};

/** Q Kᵀ and the product of its softmax with V; heads are in the last dimension, or in one of their own. */
const attention: Rule = ([queries, keys], [output]) => {
  // `Attention` of com.microsoft has projection weights [I, 3H] in this place.
  if (keys === undefined || keys.dims.length < 3) return undefined;
  const [forScores, forValues] = [product(size(queries), keys.dims.at(-2)), product(size(output), keys.dims.at(-2))];
  return forScores === undefined || forValues === undefined ? undefined : forScores + forValues;
};

const unknown: Rule = () => undefined;

/** Operators with matrix products in them, those of ONNX and those of ONNX Runtime's own domain. */
const rules: Readonly<Record<string, Rule>> = {
  Conv: convolution(1),
  FusedConv: convolution(1),
  ConvInteger: convolution(1),
  DeformConv: convolution(1),
  QLinearConv: convolution(3),
  ConvTranspose: transposedConvolution,
  MatMul: matrixProduct,
  FusedMatMul: matrixProduct,
  MatMulInteger: matrixProduct,
  MatMulIntegerToFloat: matrixProduct,
  DynamicQuantizeMatMul: matrixProduct,
  QLinearMatMul: matrixProduct,
  Gemm: affine,
  FusedGemm: affine,
  QGemm: affine,
  LSTM: recurrent,
  GRU: recurrent,
  RNN: recurrent,
  DynamicQuantizeLSTM: recurrent,
  Attention: attention,
  Einsum: unknown,
  MatMulNBits: unknown,
  QAttention: unknown,
  MultiHeadAttention: unknown,
  GroupQueryAttention: unknown,
  LinearAttention: unknown,
};

/** They read a few rows of a table, not all of it. */
const lookUps = new Set(['Gather', 'GatherElements', 'GatherND']);

/**
 * Counts from the nodes of one run of the graph as it is in the file: neither fused, nor folded, nor with weights packed
 * for their kernels, which all would hide shapes. A body of a loop counts as often as it ran.
 */
export function countOperations(nodes: readonly ExecutedNode[]): OperationCount {
  let multiplyAdds = 0;
  let weightBytes = 0;
  const uncounted = new Set<string>();
  for (const { operator, inputs, outputs, calls, ...bytes } of nodes) {
    weightBytes += calls * (lookUps.has(operator) ? Math.min(bytes.weightBytes, bytes.outputBytes) : bytes.weightBytes);
    const rule = rules[operator];
    if (!rule) continue;
    const counted = rule(inputs, outputs);
    if (counted === undefined) uncounted.add(operator);
    else multiplyAdds += calls * counted;
  }
  return {
    multiplyAdds: Math.round(multiplyAdds),
    uncounted: [...uncounted].sort(),
    weightBytes: Math.round(weightBytes),
  };
}
