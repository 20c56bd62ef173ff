import { makeTensor } from '../../compiler/onnx-file/make-tensor.js';
import { type OnnxModel, type OnnxNode, onnxDataType } from '../../compiler/onnx-file/model.js';
import type { KeptOperator } from '../kept-operator.js';
import { ModelEditor } from '../model-editor.js';
import type { Quantized } from '../quantized.js';
import { floatsOf } from '../tensor-values.js';
import { halfBits, largestHalf } from './half.js';

/** Smaller tensors are not worth the Cast: bounds, scales of a resize, single numbers. */
const fewestElements = 32;

/**
 * Weights as 16-bit floats, half the size, behind a Cast that a session computes once while it is made: arithmetic and speed are
 * those of float32, which is what ONNX Runtime's CPU provider has kernels for.
 */
export function float16Weights(model: OnnxModel): Quantized {
  const editor = new ModelEditor(model);
  const consumers = new Set<OnnxNode>();
  const kept: KeptOperator[] = [];
  for (const tensor of model.graph.initializers) {
    const values = floatsOf(tensor);
    if (!values || values.length < fewestElements) continue;
    const [consumer] = editor.consumers(tensor.name);
    if (!consumer) continue;
    if (values.some((value) => Math.abs(value) > largestHalf)) {
      kept.push({
        name: tensor.name,
        op: consumer.opType,
        reason: `has weights beyond ${largestHalf}, the largest 16-bit float`,
      });
      continue;
    }
    editor.retype(tensor.name, makeTensor(`${tensor.name}_float16`, tensor.dims, halves(values), onnxDataType.FLOAT16));
    consumers.add(consumer);
  }
  return { model: editor.finish(), quantized: [...consumers].map(({ opType }) => opType), kept };
}

const halves = (values: Float32Array): Uint16Array => Uint16Array.from(values, halfBits);
