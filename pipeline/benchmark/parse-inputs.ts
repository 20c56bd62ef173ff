import { decodeTensor } from '../compiler/onnx-file/decode-model.js';
import { type OnnxTensor, onnxDataTypeName } from '../compiler/onnx-file/model.js';
import { type Fail, parseNpy, unzipNpz } from '../load/numpy-file.js';
import type { GivenInput } from './given-inputs.js';
import {
  type InputData,
  type InputType,
  inputTypeNames,
  inputTypes,
  isInputType,
  type PlainValue,
} from './input-types.js';

/** The arrays of an .npz archive, each named as its input. */
export function inputsFromNumpy(bytes: Uint8Array, fail: Fail): readonly GivenInput[] {
  return [...unzipNpz(bytes, fail)].map(([name, npy]) => {
    const refuse: Fail = (problem, cause) => fail(`array \`${name}\`: ${problem}`, cause);
    const { data, shape: dims, dtype } = parseNpy(npy, refuse, 'bits');
    // npyjs gives flags and texts as plain arrays, whatever its types say.
    if (Array.isArray(data)) return { name, dims, values: data as readonly PlainValue[] };
    const type = numpyTypes[dtype];
    return type === undefined
      ? refuse(`its type ${dtype} is none of a tensor`)
      : { name, dims, type, data: data as InputData };
  });
}

/** By NumPy's codes of kind and bytes. */
const numpyTypes: Readonly<Record<string, InputType>> = {
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
  u8: 'uint64',
};

/**
 * An object from names of inputs to nested arrays, or to `{ dims, data, type }` with the values in one row and the type
 * if it is to be checked.
 */
export function inputsFromJson(text: string, fail: Fail): readonly GivenInput[] {
  const parsed = parseJson(text, fail);
  if (!isRecord(parsed)) return fail('it must be an object from names of inputs to arrays');
  return Object.entries(parsed).map(([name, value]) => {
    const refuse: Fail = (problem, cause) => fail(`input \`${name}\`: ${problem}`, cause);
    return isRecord(value) ? flatInput(name, value, refuse) : nestedInput(name, value, refuse);
  });
}

function flatInput(name: string, { dims, data, type }: Readonly<Record<string, unknown>>, fail: Fail): GivenInput {
  const isSize = (size: unknown): size is number => Number.isSafeInteger(size) && Number(size) >= 0;
  if (!Array.isArray(dims) || !dims.every(isSize)) return fail('`dims` must be an array of sizes');
  if (!Array.isArray(data) || !data.every(isPlain)) return fail('`data` must be an array of numbers, texts or flags');
  if (type === undefined) return { name, dims, values: data };
  if (typeof type !== 'string' || !isInputType(type))
    return fail(`\`type\` must be one of ${inputTypeNames.join(', ')}`);
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== data.length) return fail(`it has ${data.length} values, and [${dims}] needs ${size}`);
  const values = inputTypes[type].fromPlain(data);
  return values ? { name, dims, type, data: values } : fail(`some of its values are no ${type}`);
}

function nestedInput(name: string, value: unknown, fail: Fail): GivenInput {
  const dims: number[] = [];
  for (let inner = value; Array.isArray(inner); [inner] = inner) dims.push(inner.length);
  const values: PlainValue[] = [];
  const flatten = (part: unknown, depth: number): void => {
    if (depth < dims.length) {
      if (!Array.isArray(part) || part.length !== dims[depth]) fail('its rows differ in length');
      else for (const inner of part) flatten(inner, depth + 1);
    } else if (isPlain(part)) values.push(part);
    else fail(`it holds ${JSON.stringify(part)}, which is no number, text or flag`);
  };
  flatten(value, 0);
  return { name, dims, values };
}

/** Files of one TensorProto each, in the order of the model's inputs where they do not name them. */
export function inputsFromTensors(
  files: readonly { readonly file: string; readonly position: number; readonly bytes: Uint8Array }[],
  fail: Fail,
): readonly GivenInput[] {
  return files.map(({ file, position, bytes }) => {
    const tensor = readTensor(bytes, (problem, cause) => fail(`${file}: ${problem}`, cause));
    const type = inputTypeNames.find((name) => inputTypes[name].code === tensor.dataType);
    if (type === undefined) return fail(`${file}: a tensor of ${onnxDataTypeName(tensor.dataType)} cannot be fed`);
    const { name, dims } = tensor;
    const data =
      type === 'string' ? textsOf(tensor) : inputTypes[type].fromBytes(new Uint8Array(tensor.rawData).buffer);
    return { name, position, dims, type, data };
  });
}

const textsOf = ({ strings = [] }: OnnxTensor): string[] => strings.map((bytes) => new TextDecoder().decode(bytes));

function readTensor(bytes: Uint8Array, fail: Fail): OnnxTensor {
  try {
    return decodeTensor(bytes);
  } catch (cause) {
    return fail(`it is no tensor, or a damaged one (${cause instanceof Error ? cause.message : cause})`, cause);
  }
}

function parseJson(text: string, fail: Fail): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return fail(`it is no JSON (${cause instanceof Error ? cause.message : cause})`, cause);
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPlain = (value: unknown): value is PlainValue => ['number', 'string', 'boolean'].includes(typeof value);
