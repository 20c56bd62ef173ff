import { makeTensor } from '../../compiler/onnx-file/make-tensor.js';
import type { OnnxModel, OnnxNode } from '../../compiler/onnx-file/model.js';
import {
  type ActivationType,
  type Quantization,
  quantizationOf,
  quantizeBias,
  quantizeWeights,
  type ValueRange,
} from '../affine-quantization.js';
import type { ModelEditor } from '../model-editor.js';
import { withoutAttributes } from '../node-attributes.js';
import { channelOf, type LinearOperator } from '../prepare/linear-operator.js';
import { clampRange } from './clamp-range.js';
import { dataInputs, roleOf } from './operator-roles.js';
import type { StaticPlan } from './static-plan.js';
import { StoredWeights } from './stored-weights.js';

/**
 * The model in QDQ form: every value of the plan goes through QuantizeLinear and DequantizeLinear, and weights are int8
 * behind a DequantizeLinear. The operators between are the float32 ones, so any runtime computes the same; ONNX Runtime
 * fuses each with its neighbours into the 8-bit form.
 * @param ranges of the plan's entries and results, as observed
 */
export function writeStatic(
  editor: ModelEditor,
  plan: StaticPlan,
  ranges: ReadonlyMap<string, ValueRange>,
  type: ActivationType,
): OnnxModel {
  const scales = quantizations(editor, plan, ranges, type);
  const scaleOf = (name: string): Quantization => {
    const known = scales.get(name);
    if (!known) throw new Error(`value \`${name}\` has no range`);
    return known;
  };
  const stored = new StoredWeights(editor);
  const parameters = new Map<Quantization, readonly string[]>();
  const pair = (from: string, to: string, label: string) => {
    const quantization = scaleOf(label);
    const named = parameters.get(quantization) ?? scaleInitializers(editor, label, quantization);
    parameters.set(quantization, named);
    const integers = editor.freshName(`${label}_quantized`);
    editor.add(
      { opType: 'QuantizeLinear', inputs: [from, ...named], outputs: [integers], attributes: [] },
      { opType: 'DequantizeLinear', inputs: [integers, ...named], outputs: [to], attributes: [] },
    );
  };

  const dequantized = new Map<string, string>();
  for (const name of plan.entries) {
    dequantized.set(name, editor.freshName(`${name}_dequantized`));
    pair(name, dequantized.get(name) ?? '', name);
  }
  for (const node of plan.quantized) {
    const operator = plan.linear.get(node);
    const read = node.inputs.map((name) => (dataInputs(node).includes(name) ? (dequantized.get(name) ?? name) : name));
    const changed = { ...node, inputs: read };
    const result = plan.results.get(node);
    const clamp = plan.clamps.get(node);
    if (clamp) editor.replace(clamp);
    const output = result === undefined ? (node.outputs[0] ?? '') : editor.freshName(`${result}_float`);
    const written = operator
      ? withQuantizedWeights(stored, { ...operator, node: changed }, scaleOf(node.inputs[0] ?? '').scale)
      : changed;
    editor.replace(node, { ...written, outputs: [output] });
    if (result !== undefined) pair(output, result, result);
  }
  return editor.finish();
}

/** Scale and zero point of every value; a mover's result has those of what it moves. */
function quantizations(
  editor: ModelEditor,
  plan: StaticPlan,
  ranges: ReadonlyMap<string, ValueRange>,
  type: ActivationType,
): ReadonlyMap<string, Quantization> {
  const scales = new Map<string, Quantization>();
  for (const name of plan.entries) scales.set(name, quantizationOf(rangeOf(ranges, name), type));
  for (const [node, result] of plan.results) {
    const moved = roleOf(node) === 'mover' ? scales.get(node.inputs[0] ?? '') : undefined;
    const clamp = plan.clamps.get(node);
    const bounds = clamp && clampRange(editor, clamp);
    scales.set(result, moved ?? quantizationOf(within(rangeOf(ranges, result), bounds), type));
  }
  return scales;
}

function rangeOf(ranges: ReadonlyMap<string, ValueRange>, name: string): ValueRange {
  const range = ranges.get(name);
  if (!range) throw new Error(`value \`${name}\` was not observed`);
  return range;
}

/** A calibrated range may reach past a clamp by a part of a histogram's bin. */
const within = (range: ValueRange, bounds: ValueRange | undefined): ValueRange =>
  bounds ? { min: Math.max(range.min, bounds.min), max: Math.min(range.max, bounds.max) } : range;

function scaleInitializers(editor: ModelEditor, label: string, { type, scale, zeroPoint }: Quantization) {
  const zero = type === 'uint8' ? Uint8Array.of(zeroPoint) : Int8Array.of(zeroPoint);
  return [
    editor.addInitializer(makeTensor(`${label}_scale`, [], Float32Array.of(scale))),
    editor.addInitializer(makeTensor(`${label}_zero_point`, [], zero)),
  ];
}

function withQuantizedWeights(stored: StoredWeights, operator: LinearOperator, inputScale: number): OnnxNode {
  const { node, weights, dims, bias, channels, channelAxis } = operator;
  const [x = '', weightName = '', biasName] = node.inputs;
  const quantized = quantizeWeights(weights, channels, channelOf(operator), bias && { values: bias, inputScale });
  const inputs = [x, stored.dequantized({ name: weightName, dims, axis: channelAxis, ...quantized })];
  if (bias && biasName) {
    inputs.push(
      stored.dequantized({
        name: biasName,
        dims: [channels],
        axis: 0,
        ...quantizeBias(bias, inputScale, quantized.scales),
      }),
    );
  }
  return { ...withoutAttributes(node, 'alpha', 'beta'), inputs };
}
