import { halfBits } from '../quantize/float16/half.js';
import type { RandomStream } from '../random/random-stream.js';

export type InputData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | string[];

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

const realOf = (value: PlainValue) => (typeof value === 'number' ? value : undefined);

function wholeOf(value: PlainValue, lowest: bigint, highest: bigint): bigint | undefined {
  const isWhole =
    typeof value === 'number' ? Number.isInteger(value) : typeof value === 'string' && /^-?\d+$/.test(value);
  if (!isWhole) return undefined;
  const whole = BigInt(value);
  return whole >= lowest && whole <= highest ? whole : undefined;
}

const drawInteger = (stream: RandomStream, integers: IntegerFill): number => {
  if (integers === 'mixed') return stream.below(2);
  return integers === 'ones' ? 1 : 0;
};

interface NumberArray<A> {
  from(values: Iterable<number>): A;
  new (buffer: ArrayBuffer): A;
}

interface BigIntArray<A> {
  from(values: Iterable<bigint>): A;
  new (buffer: ArrayBuffer): A;
}

const draws = <T>(length: number, draw: () => T): T[] => Array.from({ length }, draw);

/** Reals are standard normal. */
const reals = <A extends InputData>(code: number, array: NumberArray<A>, stored = (value: number) => value) => ({
  code,
  random: (length: number, stream: RandomStream) => array.from(draws(length, () => stored(stream.normal()))),
  fromPlain(values: readonly PlainValue[]) {
    const numbers = all(values, realOf);
    return numbers && array.from(numbers.map(stored));
  },
  fromBytes: (bytes: ArrayBuffer) => new array(bytes),
});

const numberIntegers = <A extends InputData>(
  code: number,
  array: NumberArray<A>,
  [lowest, highest]: readonly [number, number],
  draw: (stream: RandomStream, integers: IntegerFill) => number = drawInteger,
) => ({
  code,
  random: (length: number, stream: RandomStream, integers: IntegerFill) =>
    array.from(draws(length, () => draw(stream, integers))),
  fromPlain(values: readonly PlainValue[]) {
    const whole = all(values, (value) => wholeOf(value, BigInt(lowest), BigInt(highest)));
    return whole && array.from(whole.map(Number));
  },
  fromBytes: (bytes: ArrayBuffer) => new array(bytes),
});

const bigIntegers = <A extends InputData>(
  code: number,
  array: BigIntArray<A>,
  [lowest, highest]: readonly [bigint, bigint],
) => ({
  code,
  random: (length: number, stream: RandomStream, integers: IntegerFill) =>
    array.from(draws(length, () => BigInt(drawInteger(stream, integers)))),
  fromPlain(values: readonly PlainValue[]) {
    const whole = all(values, (value) => wholeOf(value, lowest, highest));
    return whole && array.from(whole);
  },
  fromBytes: (bytes: ArrayBuffer) => new array(bytes),
});

/**
 * The element types that ONNX Runtime for Node takes, by its names of them. Bytes are pixels or quantized values, so
 * they have their whole range; texts are digits, which serve as words and as numbers. A float16 is its bits.
 */
export const inputTypes = {
  float32: reals(1, Float32Array),
  float64: reals(11, Float64Array),
  float16: reals(10, Uint16Array, halfBits),
  int8: numberIntegers(3, Int8Array, [-128, 127], (stream) => stream.below(256) - 128),
  uint8: numberIntegers(2, Uint8Array, [0, 255], (stream) => stream.below(256)),
  int16: numberIntegers(5, Int16Array, [-(2 ** 15), 2 ** 15 - 1]),
  uint16: numberIntegers(4, Uint16Array, [0, 2 ** 16 - 1]),
  int32: numberIntegers(6, Int32Array, [-(2 ** 31), 2 ** 31 - 1]),
  uint32: numberIntegers(12, Uint32Array, [0, 2 ** 32 - 1]),
  int64: bigIntegers(7, BigInt64Array, [-(2n ** 63n), 2n ** 63n - 1n]),
  uint64: bigIntegers(13, BigUint64Array, [0n, 2n ** 64n - 1n]),
  bool: {
    ...numberIntegers(9, Uint8Array, [0, 1], (stream) => stream.below(2)),
    fromPlain(values) {
      const flags = all(values, (value) => (typeof value === 'boolean' ? Number(value) : undefined));
      return flags && Uint8Array.from(flags);
    },
  },
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
