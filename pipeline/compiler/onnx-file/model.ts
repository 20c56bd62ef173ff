/**
 * An ONNX model as plain data: what `encodeModel` writes and `decodeModel` reads.
 * Names follow onnx.proto; repeated fields are plural.
 */

export interface OnnxModel {
  /** 8 to 10 are what current runtimes all read. */
  readonly irVersion: number;
  /** The default operator set has the domain `''`. */
  readonly opsetImports: readonly { readonly domain: string; readonly version: number }[];
  readonly graph: OnnxGraph;
  readonly producerName?: string;
  readonly producerVersion?: string;
  readonly domain?: string;
  readonly modelVersion?: number;
  readonly docString?: string;
  /** `metadata_props`. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Model-local functions (FunctionProto), carried through unread. */
  readonly functions?: readonly Uint8Array[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
  /** Types of inner values. */
  readonly valueInfos?: readonly OnnxValueInfo[];
  readonly docString?: string;
  /** SparseTensorProto, carried through unread. */
  readonly sparseInitializers?: readonly Uint8Array[];
  /** TensorAnnotation, carried through unread. */
  readonly quantizationAnnotations?: readonly Uint8Array[];
}

export interface OnnxNode {
  readonly opType: string;
  /** `''` stands for an optional input that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly OnnxAttribute[];
  readonly name?: string;
  readonly domain?: string;
  readonly overload?: string;
  readonly docString?: string;
}

/** An int64: a number where that is exact, otherwise a bigint (old Slice nodes end at 2^63 - 1). */
export type OnnxInt = number | bigint;

export type OnnxAttribute = { readonly name: string; readonly refAttrName?: string } & OnnxAttributeValue;

export type OnnxAttributeValue =
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'int'; readonly value: OnnxInt }
  /** Bytes only where they are not valid UTF-8. */
  | { readonly type: 'string'; readonly value: string | Uint8Array }
  | { readonly type: 'tensor'; readonly value: OnnxTensor }
  | { readonly type: 'graph'; readonly value: OnnxGraph }
  | { readonly type: 'floats'; readonly value: readonly number[] }
  | { readonly type: 'ints'; readonly value: readonly OnnxInt[] }
  | { readonly type: 'strings'; readonly value: readonly (string | Uint8Array)[] }
  | { readonly type: 'tensors'; readonly value: readonly OnnxTensor[] }
  | { readonly type: 'graphs'; readonly value: readonly OnnxGraph[] }
  /** Sparse tensors and type protos, carried through unread; `code` is AttributeProto.AttributeType. */
  | { readonly type: 'opaque'; readonly code: 11 | 12 | 13 | 14; readonly value: readonly Uint8Array[] };

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** A value of `onnxDataType`; others exist in newer files. */
  readonly dataType: number;
  /** Elements in row-major order, little-endian. Typed fields of a file (`float_data`, ...) are brought to this form. */
  readonly rawData: Uint8Array;
  /** Elements of a STRING tensor; `rawData` is empty then. */
  readonly strings?: readonly Uint8Array[];
  /** Where the elements lie when they are not in the model file: `location`, `offset`, `length`. */
  readonly externalData?: Readonly<Record<string, string>>;
  readonly docString?: string;
}

/** A known size, the name of a symbolic one, or null where nothing is said. */
export type OnnxDimension = number | string | null;

export interface OnnxValueInfo {
  readonly name: string;
  /** A value of `onnxDataType`; 0 where the type is not given or is not a tensor. */
  readonly elemType: number;
  /** Absent where not even the rank is known. */
  readonly shape?: readonly OnnxDimension[];
  /** Given for values that are not plain tensors; `type` is carried through unread. */
  readonly other?: {
    readonly kind: 'sequence' | 'map' | 'optional' | 'sparse tensor' | 'opaque';
    readonly type: Uint8Array;
  };
  readonly docString?: string;
}

/** TensorProto.DataType. */
export const onnxDataType = {
  FLOAT: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  STRING: 8,
  BOOL: 9,
  FLOAT16: 10,
  DOUBLE: 11,
  UINT32: 12,
  UINT64: 13,
  COMPLEX64: 14,
  COMPLEX128: 15,
  BFLOAT16: 16,
  FLOAT8E4M3FN: 17,
  FLOAT8E4M3FNUZ: 18,
  FLOAT8E5M2: 19,
  FLOAT8E5M2FNUZ: 20,
  UINT4: 21,
  INT4: 22,
} as const;

export type OnnxDataTypeName = keyof typeof onnxDataType;

/** `FLOAT` for 1; `type 99` for what this version does not know. */
export function onnxDataTypeName(code: number): string {
  return Object.entries(onnxDataType).find(([, value]) => value === code)?.[0] ?? `type ${code}`;
}
