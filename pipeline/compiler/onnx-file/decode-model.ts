import { ModelFileError } from '../../errors.js';
import type {
  OnnxAttribute,
  OnnxAttributeValue,
  OnnxDimension,
  OnnxGraph,
  OnnxInt,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxValueInfo,
} from './model.js';
import { rawDataOf } from './raw-data-of.js';
import {
  attributeCode,
  modelProto,
  tensorProto,
  type WireAttribute,
  type WireEntry,
  type WireGraph,
  type WireInt,
  type WireModel,
  type WireNode,
  type WireTensor,
  type WireType,
  type WireValueInfo,
} from './schema.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the bytes of an .onnx file. Tensor data are views into `bytes` wherever the file holds them raw.
 * @throws ModelFileError when the bytes are not an ONNX model.
 */
export function decodeModel(bytes: Uint8Array): OnnxModel {
  const wire = readWire(bytes);
  if (!wire.graph) {
    throw new ModelFileError(`not an ONNX model: ${describe(bytes)} hold no graph (is it a model file, and complete?)`);
  }
  return {
    irVersion: numberOf(wire.irVersion, 'ir_version'),
    opsetImports: list(wire.opsetImport).map((opset) => ({
      domain: opset.domain ?? '',
      version: numberOf(opset.version, 'opset version'),
    })),
    graph: graphOf(wire.graph),
    producerName: text(wire.producerName),
    producerVersion: text(wire.producerVersion),
    domain: text(wire.domain),
    modelVersion: numberOf(wire.modelVersion, 'model_version') || undefined,
    docString: text(wire.docString),
    metadata: recordOf(wire.metadataProps),
    functions: nonEmpty(wire.functions),
  };
}

/**
 * Reads the bytes of a TensorProto that is a file of its own.
 * @throws an error of protobufjs when they are none
 */
export function decodeTensor(bytes: Uint8Array): OnnxTensor {
  return tensorOf(tensorProto.decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)) as WireTensor);
}

function readWire(bytes: Uint8Array): WireModel {
  try {
    // A plain view, because a Buffer would be handed out as Buffers.
    return modelProto.decode(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)) as WireModel;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new ModelFileError(`not an ONNX model, or a damaged one: ${describe(bytes)} cannot be read (${problem})`, {
      cause,
    });
  }
}

const describe = (bytes: Uint8Array) => `its ${bytes.length} bytes`;

function graphOf(wire: WireGraph): OnnxGraph {
  return {
    name: wire.name ?? '',
    nodes: list(wire.node).map(nodeOf),
    initializers: list(wire.initializer).map(tensorOf),
    inputs: list(wire.input).map(valueInfoOf),
    outputs: list(wire.output).map(valueInfoOf),
    valueInfos: nonEmpty(wire.valueInfo)?.map(valueInfoOf),
    docString: text(wire.docString),
    sparseInitializers: nonEmpty(wire.sparseInitializer),
    quantizationAnnotations: nonEmpty(wire.quantizationAnnotation),
  };
}

function nodeOf(wire: WireNode): OnnxNode {
  return {
    opType: wire.opType ?? '',
    inputs: list(wire.input),
    outputs: list(wire.output),
    attributes: list(wire.attribute).map(attributeOf),
    name: text(wire.name),
    domain: text(wire.domain),
    overload: text(wire.overload),
    docString: text(wire.docString),
  };
}

function attributeOf(wire: WireAttribute): OnnxAttribute {
  const name = wire.name ?? '';
  const refAttrName = text(wire.refAttrName);
  return refAttrName === undefined
    ? { name, ...attributeValueOf(wire, name) }
    : { name, refAttrName, ...attributeValueOf(wire, name) };
}

function attributeValueOf(wire: WireAttribute, name: string): OnnxAttributeValue {
  switch (wire.type) {
    case attributeCode.float:
      return { type: 'float', value: wire.f ?? 0 };
    case attributeCode.int:
      return { type: 'int', value: intOf(wire.i) };
    case attributeCode.string:
      return { type: 'string', value: textOrBytes(wire.s ?? new Uint8Array()) };
    case attributeCode.tensor:
      return { type: 'tensor', value: tensorOf(wire.t ?? {}) };
    case attributeCode.graph:
      return { type: 'graph', value: graphOf(wire.g ?? {}) };
    case attributeCode.floats:
      return { type: 'floats', value: list(wire.floats) };
    case attributeCode.ints:
      return { type: 'ints', value: list(wire.ints).map(intOf) };
    case attributeCode.strings:
      return { type: 'strings', value: list(wire.strings).map(textOrBytes) };
    case attributeCode.tensors:
      return { type: 'tensors', value: list(wire.tensors).map(tensorOf) };
    case attributeCode.graphs:
      return { type: 'graphs', value: list(wire.graphs).map(graphOf) };
    case 11:
      return { type: 'opaque', code: 11, value: wire.sparseTensor ? [wire.sparseTensor] : [] };
    case 12:
      return { type: 'opaque', code: 12, value: list(wire.sparseTensors) };
    case 13:
      return { type: 'opaque', code: 13, value: wire.tp ? [wire.tp] : [] };
    case 14:
      return { type: 'opaque', code: 14, value: list(wire.typeProtos) };
    default:
      throw new ModelFileError(`ONNX attribute \`${name}\` has the unknown type ${wire.type ?? 0}`);
  }
}

function tensorOf(wire: WireTensor): OnnxTensor {
  const dataType = wire.dataType ?? 0;
  const name = wire.name ?? '';
  return {
    name,
    dims: list(wire.dims).map((size) => numberOf(size, `dims of ${name}`)),
    dataType,
    rawData: rawDataOf(wire, dataType),
    strings: nonEmpty(wire.stringData),
    externalData: wire.dataLocation === 1 ? (recordOf(wire.externalData) ?? {}) : undefined,
    docString: text(wire.docString),
  };
}

function valueInfoOf(wire: WireValueInfo): OnnxValueInfo {
  const tensor = wire.type?.tensorType;
  return {
    name: wire.name ?? '',
    elemType: tensor?.elemType ?? 0,
    shape: tensor?.shape ? list(tensor.shape.dim).map(dimensionOf) : undefined,
    other: wire.type && !tensor ? otherTypeOf(wire.type) : undefined,
    docString: text(wire.docString),
  };
}

function dimensionOf(wire: { dimValue?: WireInt; dimParam?: string }): OnnxDimension {
  // The fields are a oneof; protobufjs gives absent ones the default through the prototype.
  if (Object.hasOwn(wire, 'dimValue')) return numberOf(wire.dimValue, 'dim_value');
  return wire.dimParam ? wire.dimParam : null;
}

function otherTypeOf(wire: WireType): OnnxValueInfo['other'] {
  const kinds = [
    ['sequence', 'sequenceType'],
    ['map', 'mapType'],
    ['optional', 'optionalType'],
    ['sparse tensor', 'sparseTensorType'],
    ['opaque', 'opaqueType'],
  ] as const;
  for (const [kind, field] of kinds) {
    const type = wire[field];
    if (type !== undefined && Object.hasOwn(wire, field)) return { kind, type };
  }
  return undefined;
}

// protobufjs gives every absent repeated field the same empty array; ours are never written to.
const list = <T>(items: T[] | undefined): readonly T[] => items ?? [];
const nonEmpty = <T>(items: T[] | undefined): readonly T[] | undefined => (items?.length ? items : undefined);
const text = (value: string | undefined): string | undefined => value || undefined;

function recordOf(entries: WireEntry[] | undefined): Readonly<Record<string, string>> | undefined {
  return entries?.length ? Object.fromEntries(entries.map(({ key = '', value = '' }) => [key, value])) : undefined;
}

function textOrBytes(bytes: Uint8Array): string | Uint8Array {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes;
  }
}

function intOf(value: WireInt | undefined): OnnxInt {
  if (value === undefined || typeof value === 'number') return value ?? 0;
  if (typeof value === 'string') return intFromBits(BigInt(value));
  return intFromBits((BigInt(value.high) << 32n) | BigInt(value.low >>> 0));
}

function intFromBits(value: bigint): OnnxInt {
  const asNumber = Number(value);
  return Number.isSafeInteger(asNumber) ? asNumber : value;
}

function numberOf(value: WireInt | undefined, what: string): number {
  const int = intOf(value);
  if (typeof int === 'number') return int;
  throw new ModelFileError(`ONNX model: ${what} is ${int}, which no real model has; the file is damaged`);
}
