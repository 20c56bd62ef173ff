import type { Tensor as OrtTensor } from 'onnxruntime-node';
import type { Subgraph } from './subgraph.js';

/** Element types that the compiler emits. tfjs knows three of them; int64 and uint8 stay inside a graph. */
export type Dtype = 'float32' | 'int32' | 'bool' | 'int64' | 'uint8';

export type ElementData = Float32Array | Int32Array | Uint8Array | BigInt64Array;

export type Shape = readonly number[];

/** An ONNX attribute with its kind, since a JS number alone does not tell an int from a float. */
export type Attribute =
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'ints'; readonly value: readonly number[] }
  | { readonly type: 'floats'; readonly value: readonly number[] }
  | { readonly type: 'graph'; readonly value: Subgraph };

/** One ONNX operator call. Nodes know their inputs only, so a graph is whatever hangs on the values one asks for. */
export interface Node {
  readonly op: string;
  /** '' is the ONNX standard domain. */
  readonly domain: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly outputs: readonly Value[];
  /** The layer that was being applied, for names and messages. */
  readonly scope: string;
}

/** Where a value comes from. */
export type Source =
  /** Output `index` of a node. */
  | { readonly kind: 'node'; readonly node: Node; readonly index: number }
  /** Part of the program: becomes an initialiser. */
  | { readonly kind: 'constant'; readonly data: ElementData }
  /** Data that happens to be known (eager mode): fed at run time, so that the program can be reused. */
  | { readonly kind: 'tensor'; readonly tensor: OrtTensor }
  /** A program input; `name` is unique in its graph. */
  | { readonly kind: 'input'; readonly name: string };

export interface Value {
  readonly id: number;
  readonly dtype: Dtype;
  readonly shape: Shape;
  readonly source: Source;
}

let lastId = 0;

export function makeValue(dtype: Dtype, shape: Shape, source: Source): Value {
  lastId++;
  return { id: lastId, dtype, shape, source };
}

export const sizeOf = (shape: Shape): number => shape.reduce((product, dim) => product * dim, 1);

export const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((dim, i) => dim === b[i]);
