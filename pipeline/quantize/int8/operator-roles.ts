import type { OnnxNode } from '../../compiler/onnx-file/model.js';
import { intAttribute, intsAttribute } from '../node-attributes.js';

/**
 * What an operator is to 8-bit arithmetic. The list is what ONNX Runtime's CPU provider fuses when it finds the operator
 * between DequantizeLinear and QuantizeLinear (onnxruntime/core/optimizer/qdq_transformer); anything else would be computed
 * in float32 anyway, with two conversions more.
 */
export type OperatorRole =
  /** Multiplies by constant weights: what quantization is for. */
  | 'linear'
  /** Has an 8-bit form with a scale of its own: worth it between operators that are quantized. */
  | 'arithmetic'
  /** Gives values it got: runs on the integers, whose scale stays. */
  | 'mover'
  /** Cuts values off: becomes the end of a range. */
  | 'clamp';

const roles: Readonly<Record<string, OperatorRole>> = {
  Conv: 'linear',
  Gemm: 'linear',
  MatMul: 'linear',
  Add: 'arithmetic',
  Mul: 'arithmetic',
  Concat: 'arithmetic',
  AveragePool: 'arithmetic',
  GlobalAveragePool: 'arithmetic',
  LeakyRelu: 'arithmetic',
  Sigmoid: 'arithmetic',
  MaxPool: 'mover',
  Reshape: 'mover',
  Flatten: 'mover',
  Transpose: 'mover',
  Squeeze: 'mover',
  Unsqueeze: 'mover',
  Slice: 'mover',
  Relu: 'clamp',
  Clip: 'clamp',
};

export function roleOf(node: OnnxNode): OperatorRole | undefined {
  if (node.domain && node.domain !== 'ai.onnx') return undefined;
  // The 8-bit forms have one output and no dilations of poolings.
  if (node.outputs.filter((name) => name !== '').length !== 1) return undefined;
  if (node.opType === 'AveragePool' && (intsAttribute(node, 'dilations') ?? []).some((d) => d !== 1)) return undefined;
  // Its 8-bit form knows the default order of elements only.
  if (node.opType === 'MaxPool' && intAttribute(node, 'storage_order', 0) !== 0) return undefined;
  return Object.hasOwn(roles, node.opType) ? roles[node.opType] : undefined;
}

/** The inputs whose values it computes with; the others are shapes and bounds. */
export function dataInputs(node: OnnxNode): readonly string[] {
  const several = ['Add', 'Mul', 'Concat'].includes(node.opType);
  return several ? node.inputs : node.inputs.slice(0, 1);
}
