import { ModelFileError } from '../../errors.js';
import { type OnnxTensor, onnxDataType } from './model.js';

export type TensorArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/**
 * A tensor over a typed array, without a copy. The array decides the type: a Uint8Array is UINT8 unless `dataType`
 * says BOOL, a Uint16Array UINT16 unless it says FLOAT16.
 */
export function makeTensor(
  name: string,
  dims: readonly number[],
  values: TensorArray,
  dataType: number = dataTypeOf(values),
): OnnxTensor {
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== values.length) {
    throw new ModelFileError(`ONNX tensor \`${name}\` of shape [${dims}] needs ${size} values, got ${values.length}`);
  }
  return { name, dims, dataType, rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
}

function dataTypeOf(values: TensorArray): number {
  if (values instanceof Float32Array) return onnxDataType.FLOAT;
  if (values instanceof Float64Array) return onnxDataType.DOUBLE;
  if (values instanceof Int8Array) return onnxDataType.INT8;
  if (values instanceof Uint8Array) return onnxDataType.UINT8;
  if (values instanceof Int16Array) return onnxDataType.INT16;
  if (values instanceof Uint16Array) return onnxDataType.UINT16;
  if (values instanceof Int32Array) return onnxDataType.INT32;
  if (values instanceof Uint32Array) return onnxDataType.UINT32;
  return values instanceof BigInt64Array ? onnxDataType.INT64 : onnxDataType.UINT64;
}

/** An int64 tensor (shapes, axes, indices) from plain numbers; without `dims` a vector. */
export function makeInt64Tensor(
  name: string,
  values: readonly number[],
  dims: readonly number[] = [values.length],
): OnnxTensor {
  return makeTensor(name, dims, BigInt64Array.from(values, BigInt));
}
