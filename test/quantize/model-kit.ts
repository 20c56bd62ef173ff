import { InferenceSession, Tensor } from 'onnxruntime-node';
import { decodeModel } from '../../pipeline/compiler/onnx-file/decode-model.js';
import { encodeModel } from '../../pipeline/compiler/onnx-file/encode-model.js';
import { makeTensor, type TensorArray } from '../../pipeline/compiler/onnx-file/make-tensor.js';
import { type OnnxAttributeValue, type OnnxNode, onnxDataType } from '../../pipeline/compiler/onnx-file/model.js';
import { floatsOf } from '../../pipeline/quantize/tensor-values.js';
import { randomStream } from '../../pipeline/random/random-stream.js';

/** `op('Conv', ['x', 'w'], 'y', { strides: [2, 2] })`: whole numbers are ints, others floats. */
export function op(
  opType: string,
  inputs: readonly string[],
  outputs: string | readonly string[],
  attributes: Readonly<Record<string, number | readonly number[] | string | OnnxAttributeValue>> = {},
): OnnxNode {
  return {
    opType,
    name: `${opType} ${outputs}`,
    inputs,
    outputs: typeof outputs === 'string' ? [outputs] : outputs,
    attributes: Object.entries(attributes).map(([name, value]) => ({ name, ...attributeOf(value) })),
  };
}

function attributeOf(value: number | readonly number[] | string | OnnxAttributeValue): OnnxAttributeValue {
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'int' : 'float', value };
  if (typeof value === 'string') return { type: 'string', value };
  return 'type' in value ? value : { type: 'ints', value };
}

export interface Parts {
  readonly nodes: readonly OnnxNode[];
  /** By name: shape and elements. */
  readonly constants?: Readonly<Record<string, readonly [readonly number[], TensorArray]>>;
  /** Input `x` with a symbolic batch in front; default [8, 6, 6], channels first. */
  readonly input?: readonly number[];
  readonly outputs: readonly string[];
  readonly opset?: number;
}

/** What nodes make of constants alone. */
export async function evaluate(
  nodes: readonly OnnxNode[],
  constants: NonNullable<Parts['constants']>,
  output: string,
): Promise<Float32Array> {
  const model = decodeModel(modelOf({ nodes, constants, input: [1], outputs: [output] }));
  // A model must be fed something: an input that nobody reads.
  const inputs = model.graph.inputs.map((input) => ({ ...input, name: 'unread' }));
  const values = await run(encodeModel({ ...model, graph: { ...model.graph, inputs } }), new Float32Array(1), [1]);
  return values[output]?.data ?? new Float32Array();
}

/** The bytes of a model with one float32 input `x`. */
export function modelOf({ nodes, constants = {}, input = [8, 6, 6], outputs, opset = 18 }: Parts): Uint8Array {
  return encodeModel({
    irVersion: 9,
    opsetImports: [{ domain: '', version: opset }],
    graph: {
      name: 'test',
      nodes,
      initializers: Object.entries(constants).map(([name, [dims, values]]) => makeTensor(name, dims, values)),
      inputs: [{ name: 'x', elemType: onnxDataType.FLOAT, shape: ['n', ...input] }],
      outputs: outputs.map((name) => ({ name, elemType: onnxDataType.FLOAT })),
    },
  });
}

export const normals = (length: number, name: string, scale = 1): Float32Array => {
  const random = randomStream('quantize', name);
  return Float32Array.from({ length }, () => scale * random.normal());
};

export const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

export type Values = Readonly<Record<string, { readonly data: Float32Array; readonly dims: readonly number[] }>>;

/** All float32 outputs for the input `x`. */
export async function run(
  onnx: Uint8Array,
  x: Float32Array,
  shape: readonly number[],
  options: InferenceSession.SessionOptions = {},
): Promise<Values> {
  const session = await InferenceSession.create(onnx, { intraOpNumThreads: 1, logSeverityLevel: 3, ...options });
  const name = session.inputNames[0] ?? '';
  const results = await session.run({ [name]: new Tensor('float32', x, [x.length / sizeOf(shape), ...shape]) });
  const values = Object.entries(results).map(([output, { data, dims }]) => {
    if (!(data instanceof Float32Array)) throw new Error(`${output} is not float32`);
    return [output, { data: data.slice(), dims: [...dims] }] as const;
  });
  await session.release();
  return Object.fromEntries(values);
}

export const operatorsOf = (onnx: Uint8Array): readonly string[] =>
  decodeModel(onnx).graph.nodes.map(({ opType }) => opType);

/** The model with an inner value as its last output. */
export function withOutput(onnx: Uint8Array, name: string): Uint8Array {
  const model = decodeModel(onnx);
  const outputs = [...model.graph.outputs, { name, elemType: onnxDataType.FLOAT }];
  return encodeModel({ ...model, graph: { ...model.graph, outputs } });
}

export interface Steps {
  /** 0 for a value that stays in float32. */
  readonly scale: number;
  /** The smallest and the largest number that it can be. */
  readonly min: number;
  readonly max: number;
}

/** The 8-bit form of a value, by the name that it has behind its DequantizeLinear. */
export function stepsOf(onnx: Uint8Array, value: string): Steps {
  const { nodes, initializers } = decodeModel(onnx).graph;
  const node = nodes.find(({ opType, outputs }) => opType === 'DequantizeLinear' && outputs[0] === value);
  const stored = node?.inputs.slice(1).map((input) => initializers.find(({ name }) => name === input));
  const scale = floatsOf(stored?.[0])?.[0];
  if (scale === undefined) return { scale: 0, min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY };
  const zeroPoint = stored?.[1]?.rawData[0] ?? 0;
  return { scale, min: -scale * zeroPoint, max: scale * (255 - zeroPoint) };
}

export function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values beside ${b.length}`);
  let worst = 0;
  for (let i = 0; i < a.length; i++) {
    const gap = Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN));
    if (!(gap <= worst)) worst = gap;
  }
  return worst;
}
