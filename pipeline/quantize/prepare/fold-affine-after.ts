import type { OnnxModel, OnnxNode } from '../../compiler/onnx-file/model.js';
import { ModelEditor } from '../model-editor.js';
import { type AffineStep, affineStep } from './affine-step.js';
import { channelOf, type LinearOperator, linearOperator, withWeights } from './linear-operator.js';

/**
 * A normalisation, scaling or shift by constants right after a convolution or matrix product is a change of its
 * weights: w' = w · factor, b' = b · factor + offset, one of each an output channel (Jacob et al. 2018, section 3.2).
 * This holds for BatchNormalization and for what it is when written as Mul and Add.
 */
export function foldAffineAfter(model: OnnxModel): OnnxModel {
  const editor = new ModelEditor(model);
  for (const node of editor.all()) {
    const step = affineStep(editor, node);
    // Looked up each time: a step before may have replaced it.
    const producer = step && editor.producer(step.x);
    if (!step || !producer || editor.onlyConsumer(step.x) !== node) continue;
    const operator = linearOperator(editor, producer);
    const folded = operator && fold(editor, operator, step);
    if (!folded) continue;
    editor.replace(node);
    editor.replace(producer, folded);
  }
  return editor.finish();
}

function fold(editor: ModelEditor, operator: LinearOperator, step: AffineStep): OnnxNode | undefined {
  const factor = perChannel(step.factor, step, operator);
  const offset = perChannel(step.offset, step, operator);
  if (!factor || !offset) return undefined;
  const shifts = offset.some((value) => value !== 0);
  // A MatMul has no place for a bias.
  if (shifts && operator.node.opType === 'MatMul') return undefined;
  const channel = channelOf(operator);
  const weights = operator.weights.map((w, i) => w * (factor[channel(i)] ?? 1));
  const bias =
    operator.bias || shifts
      ? Float32Array.from(factor, (f, c) => (operator.bias?.[c] ?? 0) * f + (offset[c] ?? 0))
      : undefined;
  return withWeights(editor, operator, weights, bias, step.node.outputs[0]);
}

/** The constant as one number an output channel; undefined where it differs within a channel. */
function perChannel(
  values: Float64Array,
  { layout }: AffineStep,
  { channels, rank }: LinearOperator,
): Float64Array | undefined {
  if (layout.kind === 'all') return new Float64Array(channels).fill(values[0] ?? 0);
  if (values.length !== channels) return undefined;
  // The channels of a Conv are dimension 1 of its output, those of a Gemm likewise, those of a MatMul the last.
  if (layout.kind === 'channels') return rank === undefined ? undefined : values;
  const fromEnd = rank === undefined ? 1 : rank - 1;
  const axis = layout.dims.length - fromEnd;
  const fits = rank === undefined ? layout.dims.length === 1 : layout.dims.length <= rank;
  return fits && layout.dims[axis] === channels ? values : undefined;
}
