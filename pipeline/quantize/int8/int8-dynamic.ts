import { makeTensor } from '../../compiler/onnx-file/make-tensor.js';
import { type OnnxModel, type OnnxNode, onnxDataType } from '../../compiler/onnx-file/model.js';
import { type QuantizedWeights, quantizeWeights } from '../affine-quantization.js';
import type { KeptOperator } from '../kept-operator.js';
import { ModelEditor } from '../model-editor.js';
import { channelOf, type LinearOperator, linearOperator } from '../prepare/linear-operator.js';
import { prepareModel } from '../prepare/prepare-model.js';
import type { Quantized } from '../quantized.js';
import { roleOf } from './operator-roles.js';

/**
 * Weights in int8; the range of what they are multiplied with is found anew in every run, so no samples are needed.
 * Matrix products are DynamicQuantizeLinear and MatMulInteger, which ONNX Runtime fuses to one operator. Convolutions keep
 * their float32 arithmetic on weights that are turned back when the file is loaded: ONNX Runtime's ConvInteger takes 1.4
 * times as long as its float32 convolution.
 */
export function int8Dynamic(model: OnnxModel): Quantized {
  const editor = new ModelEditor(prepareModel(model, () => false));
  const quantized: string[] = [];
  const kept: KeptOperator[] = [];
  const products = new ProductWriter(editor);
  for (const node of editor.all()) {
    if (roleOf(node) !== 'linear') continue;
    const operator = linearOperator(editor, node);
    if (!operator) {
      const reason = 'its weights are not constants of the file, or are transposed';
      kept.push({ name: node.name || (node.outputs[0] ?? ''), op: node.opType, reason });
      continue;
    }
    if (node.opType === 'Conv') storeInt8(editor, operator);
    else products.write(operator);
    quantized.push(node.opType);
  }
  return { model: editor.finish(), quantized, kept };
}

const quantizedWeights = (operator: LinearOperator): QuantizedWeights =>
  quantizeWeights(operator.weights, operator.channels, channelOf(operator));

/** Cast and Mul, which a session computes once while it is made; a DequantizeLinear it would compute in every run. */
function storeInt8(editor: ModelEditor, operator: LinearOperator): void {
  const { node, dims, channels } = operator;
  const [x = '', name = '', ...bias] = node.inputs;
  const { values, scales } = quantizedWeights(operator);
  const [cast, weights] = [editor.freshName(`${name}_cast`), editor.freshName(`${name}_dequantized`)];
  const stored = editor.addInitializer(makeTensor(`${name}_quantized`, dims, values));
  const scale = editor.addInitializer(makeTensor(`${name}_scale`, [channels, ...dims.slice(1).map(() => 1)], scales));
  editor.replace(
    node,
    toFloat(stored, cast),
    { opType: 'Mul', inputs: [cast, scale], outputs: [weights], attributes: [] },
    { ...node, inputs: [x, weights, ...bias] },
  );
}

const toFloat = (from: string, to: string): OnnxNode => ({
  opType: 'Cast',
  inputs: [from],
  outputs: [to],
  attributes: [{ name: 'to', type: 'int', value: onnxDataType.FLOAT }],
});

interface QuantizedInput {
  readonly values: string;
  readonly scale: string;
  readonly zeroPoint: string;
}

/** y = (xScale · wScale) · (xq - xZero) wq + b. Inputs and weights that several products share are quantized once. */
class ProductWriter {
  private readonly inputs = new Map<string, QuantizedInput>();
  private readonly weights = new Map<string, { readonly values: string; readonly scale: string }>();

  constructor(private readonly editor: ModelEditor) {}

  write(operator: LinearOperator): void {
    const { editor } = this;
    const { node, bias } = operator;
    const [x = '', weightName = '', biasName = ''] = node.inputs;
    const output = node.outputs[0] ?? '';
    const input = this.quantizedInput(x);
    const weight = this.quantizedWeight(weightName, operator);
    const name = (part: string) => editor.freshName(`${output}_${part}`);
    const [sums, reals, scale] = [name('int32'), name('float'), name('scale')];
    const scaled = bias ? name('scaled') : output;
    const of = (opType: string, inputs: readonly string[], result: string): OnnxNode => ({
      opType,
      inputs,
      outputs: [result],
      attributes: [],
    });
    const written = [
      of('MatMulInteger', [input.values, weight.values, input.zeroPoint], sums),
      toFloat(sums, reals),
      of('Mul', [input.scale, weight.scale], scale),
      of('Mul', [reals, scale], scaled),
    ];
    if (bias) {
      const stored = editor.addInitializer(makeTensor(biasName, [bias.length], bias));
      written.push(of('Add', [scaled, stored], output));
    }
    editor.replace(node, ...written);
  }

  private quantizedInput(x: string): QuantizedInput {
    const known = this.inputs.get(x);
    if (known) return known;
    const { editor } = this;
    const made = {
      values: editor.freshName(`${x}_quantized`),
      scale: editor.freshName(`${x}_scale`),
      zeroPoint: editor.freshName(`${x}_zero_point`),
    };
    editor.add({
      opType: 'DynamicQuantizeLinear',
      inputs: [x],
      outputs: [made.values, made.scale, made.zeroPoint],
      attributes: [],
    });
    this.inputs.set(x, made);
    return made;
  }

  private quantizedWeight(name: string, operator: LinearOperator) {
    const known = this.weights.get(name);
    if (known) return known;
    const { values, scales } = quantizedWeights(operator);
    const [rows = 0, columns = 0] = operator.dims;
    const transposed = operator.channelAxis === 0;
    const ordered = transposed ? transpose(values, rows, columns) : values;
    const dims = transposed ? [columns, rows] : [rows, columns];
    const stored = {
      values: this.editor.addInitializer(makeTensor(`${name}_quantized`, dims, ordered)),
      scale: this.editor.addInitializer(makeTensor(`${name}_scale`, [operator.channels], scales)),
    };
    this.weights.set(name, stored);
    return stored;
  }
}

const transpose = (values: Int8Array, rows: number, columns: number): Int8Array =>
  values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)] ?? 0);
