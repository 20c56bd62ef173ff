import protobuf, { type Writer } from 'protobufjs/light.js';
import { ModelFileError } from '../../errors.js';
import type {
  OnnxAttribute,
  OnnxDimension,
  OnnxGraph,
  OnnxInt,
  OnnxModel,
  OnnxTensor,
  OnnxValueInfo,
} from './model.js';
import {
  attributeCode,
  modelProto,
  type WireAttribute,
  type WireEntry,
  type WireGraph,
  type WireInt,
  type WireModel,
  type WireTensor,
  type WireValueInfo,
} from './schema.js';

const utf8 = new TextEncoder();

/**
 * The bytes of an .onnx file.
 * @throws ModelFileError where an integer cannot be stored exactly.
 */
export function encodeModel(model: OnnxModel): Uint8Array {
  const wire: WireModel = {
    irVersion: wireInt(model.irVersion, 'ir_version'),
    producerName: model.producerName,
    producerVersion: model.producerVersion,
    domain: model.domain,
    modelVersion: model.modelVersion === undefined ? undefined : wireInt(model.modelVersion, 'model_version'),
    docString: model.docString,
    graph: wireGraph(model.graph),
    opsetImport: model.opsetImports.map(({ domain, version }) => ({
      domain,
      version: wireInt(version, 'opset version'),
    })),
    metadataProps: wireEntries(model.metadata),
    functions: model.functions?.slice(),
  };
  const bytes = modelProto.encode(wire, writerFor(model.graph)).finish(true);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * A writer with room for the whole model, as growing it means copying the weights again and again.
 * A node takes some 100 bytes; a bad guess costs time, nothing else.
 */
function writerFor(graph: OnnxGraph): Writer {
  const weights = graph.initializers.reduce((sum, { rawData }) => sum + rawData.length, 0);
  const before = protobuf.Writer.initialBufferSize;
  protobuf.Writer.initialBufferSize = weights + 64 * graph.initializers.length + 192 * graph.nodes.length + 4096;
  try {
    return protobuf.Writer.create();
  } finally {
    protobuf.Writer.initialBufferSize = before;
  }
}

function wireGraph(graph: OnnxGraph): WireGraph {
  return {
    node: graph.nodes.map((node) => ({
      input: [...node.inputs],
      output: [...node.outputs],
      name: node.name,
      opType: node.opType,
      attribute: node.attributes.map(wireAttribute),
      docString: node.docString,
      domain: node.domain,
      overload: node.overload,
    })),
    name: graph.name,
    initializer: graph.initializers.map(wireTensor),
    docString: graph.docString,
    input: graph.inputs.map(wireValueInfo),
    output: graph.outputs.map(wireValueInfo),
    valueInfo: graph.valueInfos?.map(wireValueInfo),
    quantizationAnnotation: graph.quantizationAnnotations?.slice(),
    sparseInitializer: graph.sparseInitializers?.slice(),
  };
}

function wireAttribute(attribute: OnnxAttribute): WireAttribute {
  const wire: WireAttribute = { name: attribute.name, type: codeOf(attribute) };
  if (attribute.refAttrName !== undefined) wire.refAttrName = attribute.refAttrName;
  switch (attribute.type) {
    case 'float':
      wire.f = attribute.value;
      break;
    case 'int':
      wire.i = wireInt(attribute.value, attribute.name);
      break;
    case 'string':
      wire.s = bytesOf(attribute.value);
      break;
    case 'tensor':
      wire.t = wireTensor(attribute.value);
      break;
    case 'graph':
      wire.g = wireGraph(attribute.value);
      break;
    case 'floats':
      wire.floats = [...attribute.value];
      break;
    case 'ints':
      wire.ints = attribute.value.map((value) => wireInt(value, attribute.name));
      break;
    case 'strings':
      wire.strings = attribute.value.map(bytesOf);
      break;
    case 'tensors':
      wire.tensors = attribute.value.map(wireTensor);
      break;
    case 'graphs':
      wire.graphs = attribute.value.map(wireGraph);
      break;
    case 'opaque':
      return { ...wire, ...wireOpaque(attribute.code, attribute.value) };
  }
  return wire;
}

const codeOf = (attribute: OnnxAttribute) =>
  attribute.type === 'opaque' ? attribute.code : attributeCode[attribute.type];

function wireOpaque(code: 11 | 12 | 13 | 14, value: readonly Uint8Array[]): WireAttribute {
  switch (code) {
    case 11:
      return { sparseTensor: value[0] };
    case 12:
      return { sparseTensors: [...value] };
    case 13:
      return { tp: value[0] };
    case 14:
      return { typeProtos: [...value] };
  }
}

function wireTensor(tensor: OnnxTensor): WireTensor {
  const stored = tensor.externalData === undefined;
  return {
    dims: tensor.dims.map((size) => wireInt(size, `dims of ${tensor.name}`)),
    dataType: tensor.dataType,
    name: tensor.name,
    rawData: stored && tensor.strings === undefined ? tensor.rawData : undefined,
    stringData: tensor.strings?.slice(),
    externalData: wireEntries(tensor.externalData),
    dataLocation: stored ? undefined : 1,
    docString: tensor.docString,
  };
}

const otherTypeField = {
  sequence: 'sequenceType',
  map: 'mapType',
  optional: 'optionalType',
  'sparse tensor': 'sparseTensorType',
  opaque: 'opaqueType',
} as const;

function wireValueInfo({ name, elemType, shape, other, docString }: OnnxValueInfo): WireValueInfo {
  if (other !== undefined) return { name, type: { [otherTypeField[other.kind]]: other.type }, docString };
  if (elemType === 0 && shape === undefined) return { name, docString };
  const wireShape = shape && { dim: shape.map((size) => wireDimension(size, name)) };
  return { name, type: { tensorType: { elemType, shape: wireShape } }, docString };
}

function wireDimension(size: OnnxDimension, name: string) {
  if (size === null) return {};
  return typeof size === 'string' ? { dimParam: size } : { dimValue: wireInt(size, `shape of ${name}`) };
}

function wireEntries(record: Readonly<Record<string, string>> | undefined): WireEntry[] | undefined {
  return record && Object.entries(record).map(([key, value]) => ({ key, value }));
}

function wireInt(value: OnnxInt, what: string): WireInt {
  if (typeof value === 'bigint') return String(value);
  if (Number.isSafeInteger(value)) return value;
  throw new ModelFileError(`ONNX graph: \`${what}\` must be an integer that a number holds exactly, got ${value}`);
}

function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === 'string' ? utf8.encode(value) : value;
}
