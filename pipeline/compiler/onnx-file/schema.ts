import protobuf, { type IField, type INamespace, type IType, type Type } from 'protobufjs/light.js';

/** proto2: a field that is set is written, even where it has its default value. protobufjs would assume proto3. */
const message = (fields: Record<string, IField & { readonly rule?: 'repeated' }>): IType => ({
  edition: 'proto2',
  fields,
});

/**
 * The part of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, proto2) that ortune reads and writes,
 * with its field numbers. Messages that are only carried through (functions, sparse tensors, non-tensor types) are
 * declared as bytes: a length-delimited message has the same wire form.
 */
const descriptor: INamespace = {
  nested: {
    ModelProto: message({
      irVersion: { type: 'int64', id: 1 },
      producerName: { type: 'string', id: 2 },
      producerVersion: { type: 'string', id: 3 },
      domain: { type: 'string', id: 4 },
      modelVersion: { type: 'int64', id: 5 },
      docString: { type: 'string', id: 6 },
      graph: { type: 'GraphProto', id: 7 },
      opsetImport: { rule: 'repeated', type: 'OperatorSetIdProto', id: 8 },
      metadataProps: { rule: 'repeated', type: 'StringStringEntryProto', id: 14 },
      functions: { rule: 'repeated', type: 'bytes', id: 25 },
    }),
    OperatorSetIdProto: message({ domain: { type: 'string', id: 1 }, version: { type: 'int64', id: 2 } }),
    StringStringEntryProto: message({ key: { type: 'string', id: 1 }, value: { type: 'string', id: 2 } }),
    GraphProto: message({
      node: { rule: 'repeated', type: 'NodeProto', id: 1 },
      name: { type: 'string', id: 2 },
      initializer: { rule: 'repeated', type: 'TensorProto', id: 5 },
      docString: { type: 'string', id: 10 },
      input: { rule: 'repeated', type: 'ValueInfoProto', id: 11 },
      output: { rule: 'repeated', type: 'ValueInfoProto', id: 12 },
      valueInfo: { rule: 'repeated', type: 'ValueInfoProto', id: 13 },
      quantizationAnnotation: { rule: 'repeated', type: 'bytes', id: 14 },
      sparseInitializer: { rule: 'repeated', type: 'bytes', id: 15 },
    }),
    NodeProto: message({
      input: { rule: 'repeated', type: 'string', id: 1 },
      output: { rule: 'repeated', type: 'string', id: 2 },
      name: { type: 'string', id: 3 },
      opType: { type: 'string', id: 4 },
      attribute: { rule: 'repeated', type: 'AttributeProto', id: 5 },
      docString: { type: 'string', id: 6 },
      domain: { type: 'string', id: 7 },
      overload: { type: 'string', id: 8 },
    }),
    AttributeProto: message({
      name: { type: 'string', id: 1 },
      f: { type: 'float', id: 2 },
      i: { type: 'int64', id: 3 },
      s: { type: 'bytes', id: 4 },
      t: { type: 'TensorProto', id: 5 },
      g: { type: 'GraphProto', id: 6 },
      floats: { rule: 'repeated', type: 'float', id: 7 },
      ints: { rule: 'repeated', type: 'int64', id: 8 },
      strings: { rule: 'repeated', type: 'bytes', id: 9 },
      tensors: { rule: 'repeated', type: 'TensorProto', id: 10 },
      graphs: { rule: 'repeated', type: 'GraphProto', id: 11 },
      tp: { type: 'bytes', id: 14 },
      typeProtos: { rule: 'repeated', type: 'bytes', id: 15 },
      type: { type: 'int32', id: 20 },
      refAttrName: { type: 'string', id: 21 },
      sparseTensor: { type: 'bytes', id: 22 },
      sparseTensors: { rule: 'repeated', type: 'bytes', id: 23 },
    }),
    TensorProto: message({
      dims: { rule: 'repeated', type: 'int64', id: 1 },
      dataType: { type: 'int32', id: 2 },
      floatData: { rule: 'repeated', type: 'float', id: 4, options: { packed: true } },
      int32Data: { rule: 'repeated', type: 'int32', id: 5, options: { packed: true } },
      stringData: { rule: 'repeated', type: 'bytes', id: 6 },
      int64Data: { rule: 'repeated', type: 'int64', id: 7, options: { packed: true } },
      name: { type: 'string', id: 8 },
      rawData: { type: 'bytes', id: 9 },
      doubleData: { rule: 'repeated', type: 'double', id: 10, options: { packed: true } },
      uint64Data: { rule: 'repeated', type: 'uint64', id: 11, options: { packed: true } },
      docString: { type: 'string', id: 12 },
      externalData: { rule: 'repeated', type: 'StringStringEntryProto', id: 13 },
      dataLocation: { type: 'int32', id: 14 },
    }),
    ValueInfoProto: message({
      name: { type: 'string', id: 1 },
      type: { type: 'TypeProto', id: 2 },
      docString: { type: 'string', id: 3 },
    }),
    TypeProto: message({
      tensorType: { type: 'TensorTypeProto', id: 1 },
      sequenceType: { type: 'bytes', id: 4 },
      mapType: { type: 'bytes', id: 5 },
      opaqueType: { type: 'bytes', id: 7 },
      sparseTensorType: { type: 'bytes', id: 8 },
      optionalType: { type: 'bytes', id: 9 },
    }),
    // `TypeProto.Tensor` and `TensorShapeProto.Dimension` in onnx.proto; nesting does not show on the wire.
    TensorTypeProto: message({ elemType: { type: 'int32', id: 1 }, shape: { type: 'TensorShapeProto', id: 2 } }),
    TensorShapeProto: message({ dim: { rule: 'repeated', type: 'DimensionProto', id: 1 } }),
    DimensionProto: message({ dimValue: { type: 'int64', id: 1 }, dimParam: { type: 'string', id: 2 } }),
  },
};

/** Reflected once; encoder and decoder are generated on first use (about 10 ms). */
const root = protobuf.Root.fromJSON(descriptor);

export const modelProto: Type = root.lookupType('ModelProto');

/** A tensor by itself, as ONNX's test data have them in .pb files. */
export const tensorProto: Type = root.lookupType('TensorProto');

/** An int64 as protobufjs gives it (a Long), or as it takes it. */
export type WireInt = number | string | { readonly low: number; readonly high: number };

export interface WireModel {
  irVersion?: WireInt;
  producerName?: string;
  producerVersion?: string;
  domain?: string;
  modelVersion?: WireInt;
  docString?: string;
  graph?: WireGraph | null;
  opsetImport?: { domain?: string; version?: WireInt }[];
  metadataProps?: WireEntry[];
  functions?: Uint8Array[];
}

export interface WireEntry {
  key?: string;
  value?: string;
}

export interface WireGraph {
  node?: WireNode[];
  name?: string;
  initializer?: WireTensor[];
  docString?: string;
  input?: WireValueInfo[];
  output?: WireValueInfo[];
  valueInfo?: WireValueInfo[];
  quantizationAnnotation?: Uint8Array[];
  sparseInitializer?: Uint8Array[];
}

export interface WireNode {
  input?: string[];
  output?: string[];
  name?: string;
  opType?: string;
  attribute?: WireAttribute[];
  docString?: string;
  domain?: string;
  overload?: string;
}

export interface WireAttribute {
  name?: string;
  type?: number;
  refAttrName?: string;
  f?: number;
  i?: WireInt;
  s?: Uint8Array;
  t?: WireTensor | null;
  g?: WireGraph | null;
  floats?: number[];
  ints?: WireInt[];
  strings?: Uint8Array[];
  tensors?: WireTensor[];
  graphs?: WireGraph[];
  tp?: Uint8Array;
  typeProtos?: Uint8Array[];
  sparseTensor?: Uint8Array;
  sparseTensors?: Uint8Array[];
}

export interface WireTensor {
  dims?: WireInt[];
  dataType?: number;
  floatData?: number[];
  int32Data?: number[];
  stringData?: Uint8Array[];
  int64Data?: WireInt[];
  name?: string;
  rawData?: Uint8Array;
  doubleData?: number[];
  uint64Data?: WireInt[];
  docString?: string;
  externalData?: WireEntry[];
  dataLocation?: number;
}

export interface WireValueInfo {
  name?: string;
  type?: WireType | null;
  docString?: string;
}

export interface WireType {
  tensorType?: { elemType?: number; shape?: { dim?: { dimValue?: WireInt; dimParam?: string }[] } | null } | null;
  sequenceType?: Uint8Array;
  mapType?: Uint8Array;
  opaqueType?: Uint8Array;
  sparseTensorType?: Uint8Array;
  optionalType?: Uint8Array;
}

/** AttributeProto.AttributeType. */
export const attributeCode = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
  tensors: 9,
  graphs: 10,
} as const;
