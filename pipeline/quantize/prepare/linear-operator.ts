import { makeTensor } from '../../compiler/onnx-file/make-tensor.js';
import type { OnnxNode } from '../../compiler/onnx-file/model.js';
import type { ModelEditor } from '../model-editor.js';
import { floatAttribute, intAttribute, intsAttribute, textAttribute, withoutAttributes } from '../node-attributes.js';
import { floatsOf } from '../tensor-values.js';

/**
 * A convolution or matrix product whose weights are constants: y = W x + b, in which every output channel has its own
 * row of weights. Gemm's alpha and beta are worked into them.
 */
export interface LinearOperator {
  readonly node: OnnxNode;
  readonly weights: Float32Array;
  readonly dims: readonly number[];
  /** One number a channel; undefined where the operator adds none. */
  readonly bias: Float32Array | undefined;
  /** The dimension of `dims` that counts output channels. */
  readonly channelAxis: number;
  readonly channels: number;
  /** Rank of the output; undefined for a MatMul, which takes any. */
  readonly rank: number | undefined;
}

/** The operator as such; undefined for other operators, for weights that are not constants, and for a transposed A. */
export function linearOperator(editor: ModelEditor, node: OnnxNode): LinearOperator | undefined {
  if (node.domain && node.domain !== 'ai.onnx') return undefined;
  const tensor = editor.initializer(node.inputs[1]);
  const weights = floatsOf(tensor);
  if (!tensor || !weights || weights.length === 0) return undefined;
  const biasTensor = editor.initializer(node.inputs[2]);
  const bias = floatsOf(biasTensor);
  if (node.inputs[2] && !bias) return undefined;
  const { dims } = tensor;
  switch (node.opType) {
    case 'Conv':
      return { node, weights, dims, bias, channelAxis: 0, channels: dims[0] ?? 0, rank: dims.length };
    case 'MatMul':
      // A vector or a stack of matrices on the right has no output channels of its own.
      return dims.length === 2
        ? { node, weights, dims, bias: undefined, channelAxis: 1, channels: dims[1] ?? 0, rank: undefined }
        : undefined;
    case 'Gemm': {
      const channelAxis = intAttribute(node, 'transB', 0) === 1 ? 0 : 1;
      const channels = dims[channelAxis] ?? 0;
      if (intAttribute(node, 'transA', 0) !== 0) return undefined;
      // A bias may also be a scalar (one number for all) or a whole matrix (one a row too).
      const isVector = bias?.length === channels && biasTensor?.dims.at(-1) === channels;
      if (bias && !isVector && bias.length !== 1) return undefined;
      const [alpha, beta] = [floatAttribute(node, 'alpha', 1), floatAttribute(node, 'beta', 1)];
      return {
        node,
        weights: alpha === 1 ? weights : weights.map((w) => alpha * w),
        dims,
        bias: bias && Float32Array.from({ length: channels }, (_, c) => beta * (bias[isVector ? c : 0] ?? 0)),
        channelAxis,
        channels,
        rank: 2,
      };
    }
    default:
      return undefined;
  }
}

/** Which output channel the weight at a flat index belongs to. */
export function channelOf({ dims, channelAxis, channels }: LinearOperator): (index: number) => number {
  const inner = dims.slice(channelAxis + 1).reduce((product, size) => product * size, 1);
  return (index) => Math.floor(index / inner) % channels;
}

/** Whether every output sees real inputs only, no zeros of a padding. */
export function isUnpadded({ opType, ...node }: OnnxNode): boolean {
  if (opType !== 'Conv') return true;
  const whole = { opType, ...node };
  const automatic = textAttribute(whole, 'auto_pad', 'NOTSET');
  if (automatic !== 'NOTSET') return automatic === 'VALID';
  return (intsAttribute(whole, 'pads') ?? []).every((pad) => pad === 0);
}

/** The same operator with other weights, giving `output`. Not for a MatMul with a bias, which it cannot hold. */
export function withWeights(
  editor: ModelEditor,
  { node, dims }: LinearOperator,
  weights: Float32Array,
  bias: Float32Array | undefined,
  output = node.outputs[0] ?? '',
): OnnxNode {
  const [x = '', weightName = '', biasName] = node.inputs;
  const inputs = [x, editor.addInitializer(makeTensor(weightName, dims, weights))];
  if (bias) {
    const named = biasName || (node.name ? `${node.name}/bias` : `${weightName}_bias`);
    inputs.push(editor.addInitializer(makeTensor(named, [bias.length], bias)));
  }
  return { ...withoutAttributes(node, 'alpha', 'beta'), inputs, outputs: [output] };
}
