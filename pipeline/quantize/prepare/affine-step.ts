import type { OnnxNode } from '../../compiler/onnx-file/model.js';
import type { ModelEditor } from '../model-editor.js';
import { floatAttribute, intAttribute } from '../node-attributes.js';
import { floatsOf } from '../tensor-values.js';

/** y = x · factor + offset with constants. */
export interface AffineStep {
  readonly node: OnnxNode;
  readonly x: string;
  readonly factor: Float64Array;
  readonly offset: Float64Array;
  readonly layout: Layout;
}

/** Which elements of x a constant belongs to. */
export type Layout =
  /** One number for all. */
  | { readonly kind: 'all' }
  /** Broadcast from this shape by ONNX's rules. */
  | { readonly kind: 'broadcast'; readonly dims: readonly number[] }
  /** One number for each index of dimension 1, whatever the rank. */
  | { readonly kind: 'channels' };

/** Addition, subtraction, multiplication and division by a constant, and a normalisation by constants. */
export function affineStep(editor: ModelEditor, node: OnnxNode): AffineStep | undefined {
  if (node.domain && node.domain !== 'ai.onnx') return undefined;
  return node.opType === 'BatchNormalization' ? normalisation(editor, node) : arithmetic(editor, node);
}

function arithmetic(editor: ModelEditor, node: OnnxNode): AffineStep | undefined {
  if (!['Add', 'Sub', 'Mul', 'Div'].includes(node.opType)) return undefined;
  const [left = '', right = ''] = node.inputs;
  const constantOnRight = editor.initializer(right);
  const tensor = constantOnRight ?? editor.initializer(left);
  const values = floatsOf(tensor);
  // 1 / x is not affine.
  if (!tensor || !values || values.length === 0 || (node.opType === 'Div' && !constantOnRight)) return undefined;
  const layout: Layout = values.length === 1 ? { kind: 'all' } : { kind: 'broadcast', dims: tensor.dims };
  const each = (f: (value: number) => number) => Float64Array.from(values, f);
  const step = { node, x: constantOnRight ? left : right, layout };
  switch (node.opType) {
    case 'Add':
      return { ...step, factor: each(() => 1), offset: each((c) => c) };
    case 'Sub':
      return constantOnRight
        ? { ...step, factor: each(() => 1), offset: each((c) => -c) }
        : { ...step, factor: each(() => -1), offset: each((c) => c) };
    case 'Mul':
      return { ...step, factor: each((c) => c), offset: each(() => 0) };
    default:
      return { ...step, factor: each((c) => 1 / c), offset: each(() => 0) };
  }
}

/** (x - mean) · scale / sqrt(variance + epsilon) + bias (Ioffe and Szegedy 2015, algorithm 2), one of each a channel. */
function normalisation(editor: ModelEditor, node: OnnxNode): AffineStep | undefined {
  const [x = '', ...parameters] = node.inputs;
  const [scale, bias, mean, variance] = parameters.map((name) => floatsOf(editor.initializer(name)));
  if (!scale || !bias || !mean || !variance || intAttribute(node, 'training_mode', 0) === 1) return undefined;
  const epsilon = floatAttribute(node, 'epsilon', 1e-5);
  const at = (data: Float32Array, i: number) => data[i] ?? 0;
  const factor = Float64Array.from(scale, (s, c) => s / Math.sqrt(at(variance, c) + epsilon));
  const offset = factor.map((f, c) => at(bias, c) - at(mean, c) * f);
  return { node, x, factor, offset, layout: { kind: 'channels' } };
}
