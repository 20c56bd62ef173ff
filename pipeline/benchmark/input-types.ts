import type { TensorArray } from '../compiler/onnx-file/make-tensor.js';
import { halfBits } from '../quantize/float16/half.js';
import type { RandomStream } from '../random/random-stream.js';

/** `string[]` is a tensor of texts. */
export type InputData = TensorArray | string[];

/** A value as JSON has it. Integers beyond 2^53 come as texts. */
export type PlainValue = number | string | boolean;

/**
 * What generated integers are. `mixed`: 0 or 1, as they are mostly flags or indices into a table of unknown length. The
 * others are for models that take them for something else: an index into a table of one row, a shape, a count.
 */
export const integerFills = ['mixed', 'zeros', 'ones'] as const;

export type IntegerFill = (typeof integerFills)[number];

/** How tensors of one element type are filled. Elements are in row-major order. */
interface InputTypeDefinition {
  /** TensorProto.DataType in files. */
  readonly code: number;
  /** Values that any sensible model accepts, and never all zeros, which a kernel might take a short cut for. */
  random(length: number, stream: RandomStream, integers: IntegerFill): InputData;
  /** Undefined where one of the values is none of this type. */
  fromPlain(values: readonly PlainValue[]): InputData | undefined;
  /** From little-endian bytes, as files have them; texts have none. */
  fromBytes(bytes: ArrayBuffer): InputData;
}

const all = <T, R>(values: readonly T[], convert: (value: T) => R | undefined): R[] | undefined => {
  const converted = values.map(convert);
  return converted.every((value) => value !== undefined) ? converted : undefined;
};

const draws = <T>(length: number, draw: () => T): T[] => Array.from({ length }, draw);

type Draw<Element> = (stream: RandomStream, integers: IntegerFill) => Element;

/** A type of numbers in a typed array. */
const numbers = <Element extends number | bigint, Data extends InputData>(
  code: number,
  array: { from(values: Iterable<Element>): Data; new (buffer: ArrayBuffer): Data },
  draw: Draw<Element>,
  convert: (value: PlainValue) => Element | undefined,
) => ({
  code,
  random: (length: number, stream: RandomStream, integers: IntegerFill) =>
    array.from(draws(length, () => draw(stream, integers))),
  fromPlain(values: readonly PlainValue[]) {
    const converted = all(values, convert);
    return converted && array.from(converted);
  },
  fromBytes: (bytes: ArrayBuffer) => new array(bytes),
});

const normal: Draw<number> = (stream) => stream.normal();
const realOf = (value: PlainValue) => (typeof value === 'number' ? value : undefined);

const drawInteger: Draw<number> = (stream, integers) => {
  if (integers === 'mixed') return stream.below(2);
  return integers === 'ones' ? 1 : 0;
};

const drawBigInteger: Draw<bigint> = (stream, integers) => BigInt(drawInteger(stream, integers));

const within = (lowest: bigint, highest: bigint) => (value: PlainValue) => {
  const isWhole =
    typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && /^-?\d+$/.test(value);
  if (!isWhole) return undefined;
  const whole = BigInt(value);
  return whole >= lowest && whole <= highest ? whole : undefined;
};

const signed = (bits: bigint) => within(-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n);
const unsigned = (bits: bigint) => within(0n, 2n ** bits - 1n);

const asNumber = (convert: (value: PlainValue) => bigint | undefined) => (value: PlainValue) => {
  const whole = convert(value);
  return whole === undefined ? undefined : Number(whole);
};

/**
 * The element types that ONNX Runtime for Node takes, by its names of them. Bytes are pixels or quantized values, so
 * they have their whole range; texts are digits, which serve as words and as numbers. A float16 is its bits.
 */
export const inputTypes = {
  float32: numbers(1, Float32Array, normal, realOf),
  float64: numbers(11, Float64Array, normal, realOf),
  float16: numbers(
    10,
    Uint16Array,
    (stream) => halfBits(stream.normal()),
    (value) => (typeof value === 'number' ? halfBits(value) : undefined),
  ),
  int8: numbers(3, Int8Array, (stream) => stream.below(256) - 128, asNumber(signed(8n))),
  uint8: numbers(2, Uint8Array, (stream) => stream.below(256), asNumber(unsigned(8n))),
  int16: numbers(5, Int16Array, drawInteger, asNumber(signed(16n))),
  uint16: numbers(4, Uint16Array, drawInteger, asNumber(unsigned(16n))),
  int32: numbers(6, Int32Array, drawInteger, asNumber(signed(32n))),
  uint32: numbers(12, Uint32Array, drawInteger, asNumber(unsigned(32n))),
  int64: numbers(7, BigInt64Array, drawBigInteger, signed(64n)),
  uint64: numbers(13, BigUint64Array, drawBigInteger, unsigned(64n)),
  bool: numbers(
    9,
    Uint8Array,
    (stream) => stream.below(2),
    (value) => (typeof value === 'boolean' ? Number(value) : undefined),
  ),
  string: {
    code: 8,
    random: (length, stream) => draws(length, () => String(stream.below(10))),
    fromPlain: (values) => all(values, (value) => (typeof value === 'string' ? value : undefined)),
    fromBytes: () => [],
  },
} as const satisfies Record<string, InputTypeDefinition>;

export type InputType = keyof typeof inputTypes;

export const inputTypeNames = Object.keys(inputTypes) as readonly InputType[];

export const isInputType = (type: string | undefined): type is InputType =>
  type !== undefined && Object.hasOwn(inputTypes, type);
