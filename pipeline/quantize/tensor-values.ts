import { type OnnxTensor, onnxDataType } from '../compiler/onnx-file/model.js';

/** The elements of a float32 tensor that lies in the file; undefined for any other. */
export function floatsOf(tensor: OnnxTensor | undefined): Float32Array | undefined {
  if (tensor?.dataType !== onnxDataType.FLOAT || tensor.externalData) return undefined;
  return new Float32Array(aligned(tensor.rawData));
}

/** The elements of an int64 tensor (axes, shapes) as numbers. */
export function int64sOf(tensor: OnnxTensor | undefined): readonly number[] | undefined {
  if (tensor?.dataType !== onnxDataType.INT64 || tensor.externalData) return undefined;
  return Array.from(new BigInt64Array(aligned(tensor.rawData)), Number);
}

/** A copy at the start of its own buffer: bytes in a file lie at any offset, which typed arrays refuse. */
const aligned = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
