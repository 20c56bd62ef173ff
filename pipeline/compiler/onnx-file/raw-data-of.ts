import { onnxDataType } from './model.js';
import type { WireInt, WireTensor } from './schema.js';

/**
 * The elements of a tensor as little-endian bytes, whichever field of the file holds them (TensorProto, onnx.proto:
 * `int32_data` serves every integer up to 32 bits, bool and the bit patterns of half and quarter floats).
 */
export function rawDataOf(wire: WireTensor, dataType: number): Uint8Array {
  if (wire.rawData?.length) return wire.rawData;
  if (wire.floatData?.length) return bytesOf(Float32Array.from(wire.floatData));
  if (wire.doubleData?.length) return bytesOf(Float64Array.from(wire.doubleData));
  if (wire.int64Data?.length) return bytesOf(BigInt64Array.from(wire.int64Data, bits));
  if (wire.uint64Data?.length) {
    const wide = BigUint64Array.from(wire.uint64Data, bits);
    return bytesOf(dataType === onnxDataType.UINT32 ? Uint32Array.from(wide, Number) : wide);
  }
  if (wire.int32Data?.length) return narrow(wire.int32Data, dataType);
  return new Uint8Array();
}

function narrow(values: readonly number[], dataType: number): Uint8Array {
  switch (dataType) {
    case onnxDataType.INT32:
      return bytesOf(Int32Array.from(values));
    case onnxDataType.INT16:
    case onnxDataType.UINT16:
    case onnxDataType.FLOAT16:
    case onnxDataType.BFLOAT16:
      return bytesOf(Uint16Array.from(values));
    default:
      return Uint8Array.from(values);
  }
}

function bits(value: WireInt): bigint {
  return typeof value === 'object' ? (BigInt(value.high) << 32n) | BigInt(value.low >>> 0) : BigInt(value);
}

/** Node runs on little-endian machines only, so a typed array's bytes are ONNX's. */
function bytesOf(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
