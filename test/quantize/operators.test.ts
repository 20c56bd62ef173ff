import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { decodeModel } from '../../pipeline/compiler/onnx-file/decode-model.js';
import type { OnnxNode } from '../../pipeline/compiler/onnx-file/model.js';
import { quantizeModel } from '../../pipeline/quantize/quantize-model.js';
import { floatsOf } from '../../pipeline/quantize/tensor-values.js';
import {
  evaluate,
  largestGap,
  modelOf,
  normals,
  op,
  operatorsOf,
  type Parts,
  run,
  sizeOf,
  stepsOf,
  type Values,
  withOutput,
} from './model-kit.js';

const folder = mkdtempSync(join(tmpdir(), 'quantize-'));
afterAll(() => rmSync(folder, { recursive: true }));

const image = [16, 6, 6];
const constants = {
  first: [[16, 16, 3, 3], normals(2304, 'first', 0.1)],
  firstBias: [[16], normals(16, 'first bias')],
  second: [[16, 16, 1, 1], normals(256, 'second', 0.2)],
  strided: [[24, 16, 3, 3], normals(3456, 'strided', 0.1)],
  depthwise: [[16, 1, 3, 3], normals(144, 'depthwise', 0.3)],
  wide: [[20, 32, 1, 1], normals(640, 'wide', 0.2)],
  dense: [[16, 12], normals(192, 'dense', 0.3)],
  denseT: [[12, 16], normals(192, 'dense transposed', 0.3)],
  denseBias: [[12], normals(12, 'dense bias')],
  last: [[12, 5], normals(60, 'last', 0.3)],
  six: [[], Float32Array.of(6)],
  zero: [[], Float32Array.of(0)],
  shape: [[2], BigInt64Array.of(-1n, 16n)],
} as const satisfies Parts['constants'];

const firstConv = op('Conv', ['x', 'first', 'firstBias'], 'a', { pads: [1, 1, 1, 1] });
const lastConv = op('Conv', ['b', 'second'], 'y');

interface Case {
  /** From x, by quantized operators, to y; `b` is what the operator under test gives. */
  readonly nodes: readonly OnnxNode[];
  readonly input?: readonly number[];
  /** What ONNX Runtime makes of the operator. */
  readonly fused: string;
}

/** The operator under test makes `b` of `a` (and other values); a convolution or dense layer stands before and behind. */
const between = (...middle: readonly OnnxNode[]): readonly OnnxNode[] => [firstConv, ...middle, lastConv];

const cases: Readonly<Record<string, Case>> = {
  'Conv with padding': {
    nodes: between(op('Conv', ['a', 'first', 'firstBias'], 'b', { pads: [1, 1, 1, 1] })),
    fused: 'QLinearConv',
  },
  'Conv with strides and uneven padding': {
    nodes: [
      firstConv,
      op('Conv', ['a', 'strided'], 'b', { strides: [2, 2], pads: [0, 0, 1, 1] }),
      op('Conv', ['b', 'deep'], 'y'),
    ],
    fused: 'QLinearConv',
  },
  'depthwise Conv': {
    nodes: between(op('Conv', ['a', 'depthwise'], 'b', { group: 16, pads: [1, 1, 1, 1] })),
    fused: 'QLinearConv',
  },
  'depthwise Conv with strides': {
    nodes: between(
      op('Conv', ['a', 'depthwise', 'firstBias'], 'b', { group: 16, strides: [2, 2], pads: [0, 0, 1, 1] }),
    ),
    fused: 'QLinearConv',
  },
  'Conv and Relu': { nodes: between(op('Conv', ['a', 'first'], 'c'), op('Relu', ['c'], 'b')), fused: 'QLinearConv' },
  'Conv and Clip': {
    nodes: between(op('Conv', ['a', 'first'], 'c'), op('Clip', ['c', 'zero', 'six'], 'b')),
    fused: 'QLinearConv',
  },
  Gemm: {
    nodes: [op('Gemm', ['x', 'dense', 'denseBias'], 'b'), op('Gemm', ['b', 'last'], 'y')],
    input: [16],
    fused: 'QGemm',
  },
  'Gemm with transposed weights, alpha and beta': {
    nodes: [
      op('Gemm', ['x', 'denseT', 'denseBias'], 'b', { transB: 1, alpha: 0.5, beta: 2.5 }),
      op('Gemm', ['b', 'last'], 'y'),
    ],
    input: [16],
    fused: 'QGemm',
  },
  MatMul: {
    nodes: [op('MatMul', ['x', 'dense'], 'b'), op('MatMul', ['b', 'last'], 'y')],
    input: [3, 16],
    fused: 'QLinearMatMul',
  },
  MaxPool: {
    nodes: between(op('MaxPool', ['a'], 'b', { kernel_shape: [2, 2], strides: [2, 2] })),
    fused: 'NhwcMaxPool',
  },
  AveragePool: {
    nodes: between(op('AveragePool', ['a'], 'b', { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] })),
    fused: 'QLinearAveragePool',
  },
  GlobalAveragePool: { nodes: between(op('GlobalAveragePool', ['a'], 'b')), fused: 'QLinearGlobalAveragePool' },
  'Add of two branches': {
    nodes: between(op('Conv', ['a', 'second'], 'c'), op('Add', ['a', 'c'], 'b')),
    fused: 'QLinearAdd',
  },
  'Add and Relu': {
    nodes: between(op('Conv', ['a', 'second'], 'c'), op('Add', ['a', 'c'], 's'), op('Relu', ['s'], 'b')),
    fused: 'QLinearAdd',
  },
  Mul: { nodes: between(op('Conv', ['a', 'second'], 'c'), op('Mul', ['a', 'c'], 'b')), fused: 'QLinearMul' },
  Concat: {
    nodes: [
      firstConv,
      op('Conv', ['a', 'second'], 'c'),
      op('Concat', ['a', 'c'], 'b', { axis: 1 }),
      op('Conv', ['b', 'wide'], 'y'),
    ],
    fused: 'QLinearConcat',
  },
  LeakyRelu: { nodes: between(op('LeakyRelu', ['a'], 'b', { alpha: 0.1 })), fused: 'QLinearLeakyRelu' },
  Sigmoid: { nodes: between(op('Sigmoid', ['a'], 'b')), fused: 'QLinearSigmoid' },
  'Transpose and Reshape': {
    nodes: [
      firstConv,
      op('Transpose', ['a'], 't', { perm: [0, 2, 3, 1] }),
      op('Reshape', ['t', 'shape'], 'b'),
      op('Gemm', ['b', 'dense'], 'y'),
    ],
    fused: 'Reshape',
  },
};

const all = { ...constants, deep: [[5, 24, 1, 1], normals(120, 'deep', 0.2)] } as const;

describe('int8-static, operator by operator', () => {
  test.each(Object.entries(cases))('%s', async (name, { nodes, input = image, fused }) => {
    const values = [...new Set(nodes.flatMap(({ outputs }) => outputs))];
    // Values that a clamp follows have no 8-bit form of their own.
    const clamped = nodes.filter(({ opType }) => ['Relu', 'Clip'].includes(opType)).map(({ inputs }) => inputs[0]);
    const shown = values.filter((value) => !clamped.includes(value));
    const x = normals(12 * sizeOf(input), name);
    const float = modelOf({ nodes, constants: all, input, outputs: shown });
    const calibration = { x, shape: input };
    const { onnx, kept } = await quantizeModel(float, { variant: 'int8-static', calibration });
    expect(kept).toEqual([]);
    const optimized = join(folder, 'optimized.onnx');
    const given = await run(onnx, x, input, { optimizedModelFilePath: optimized });
    expect(operatorsOf(readFileSync(optimized))).toContain(fused);

    // Each operator beside float32 arithmetic on what it was given.
    const [entry] = Object.values(await run(withOutput(onnx, 'x_dequantized'), x, input)).slice(-1);
    if (!entry) throw new Error('x has no 8-bit form');
    for (const step of unclamped(nodes)) await checkStep(step, given, { onnx, x: entry });
    const plain = await run(onnx, x, input, { graphOptimizationLevel: 'disabled' });
    // Fused or not, a value is rounded to the same step or the next.
    const steps = largestGap(plain.b?.data ?? [], given.b?.data ?? []) / stepsOf(onnx, 'b').scale;
    expect(steps).toBeLessThanOrEqual(2.01);
    const expected = await run(float, x, input);
    const size = Math.max(...(expected.y?.data ?? []).map(Math.abs));
    expect(largestGap(given.y?.data ?? [], expected.y?.data ?? []) / size).toBeLessThan(0.05);
  });

  test('softmax and other operators without an 8-bit form stay in float32, and say so', async () => {
    const nodes = [
      op('Gemm', ['x', 'dense', 'denseBias'], 'd'),
      op('Softmax', ['d'], 's', { axis: 1 }),
      op('Gemm', ['s', 'last'], 'y'),
    ];
    const float = modelOf({ nodes, constants, input: [16], outputs: ['y'] });
    const x = normals(160, 'softmax');
    const { onnx, kept } = await quantizeModel(float, { variant: 'int8-static', calibration: { x, shape: [16] } });
    expect(kept).toEqual([{ name: 'Softmax s', op: 'Softmax', reason: 'has no 8-bit form' }]);
    const [given, expected] = [await run(onnx, x, [16]), await run(float, x, [16])];
    expect(largestGap(given.y?.data ?? [], expected.y?.data ?? [])).toBeLessThan(0.02);
  });
});

/** Steps of a chain with the clamp behind an operator as part of it. */
function unclamped(nodes: readonly OnnxNode[]): readonly (readonly OnnxNode[])[] {
  const steps: OnnxNode[][] = [];
  for (const node of nodes) {
    const last = steps.at(-1);
    if (last && ['Relu', 'Clip'].includes(node.opType)) last.push(node);
    else steps.push([node]);
  }
  return steps;
}

/**
 * |given - float| <= half a step of the result, and half a step of every weight times its input and of the bias: the same
 * operator on absolute inputs, with half steps for weights, gives that for each element. The inputs are the given ones.
 */
async function checkStep(step: readonly OnnxNode[], given: Values, probe: Probe): Promise<void> {
  const [node] = step;
  const output = step.at(-1)?.outputs[0] ?? '';
  if (!node) throw new Error('a step has an operator');
  const data = Object.fromEntries(
    node.inputs
      .filter((name) => !Object.hasOwn(all, name))
      .map((name) => [name, constantOf(name === 'x' ? probe.x : given[name])] as const),
  );
  const actual = given[output]?.data ?? [];
  const expected = await evaluate(step, { ...all, ...data }, output);
  const halfSteps = await weightLoss(node, data, probe.onnx);
  const { scale, min, max } = stepsOf(probe.onnx, output);
  expect(actual).toHaveLength(expected.length);
  for (const [i, unbounded] of expected.entries()) {
    // The range is that of the float32 model, which errors on the way may leave.
    const value = Math.min(max, Math.max(min, unbounded));
    // Products of float32 and integer arithmetic differ by a rounding now and then.
    const bound = 1.02 * (scale / 2 + (halfSteps?.[i] ?? 0)) + 1e-5;
    const gap = Math.abs(value - (actual[i] ?? Number.NaN));
    if (!(gap <= bound)) expect.fail(`${node.opType} to ${output}: ${actual[i]} where ${value} +- ${bound} is right`);
  }
}

interface Probe {
  readonly onnx: Uint8Array;
  /** The input as its 8-bit form has it. */
  readonly x: Values[string];
}

const constantOf = (value: Values[string] | undefined) =>
  [value?.dims ?? [], value?.data ?? new Float32Array()] as const;

/** What rounding weights and bias may cost each element; undefined for operators without. */
async function weightLoss(node: OnnxNode, data: NonNullable<Parts['constants']>, onnx: Uint8Array) {
  if (!['Conv', 'Gemm', 'MatMul'].includes(node.opType)) return undefined;
  const [x = '', weight = '', bias] = node.inputs;
  const output = node.outputs[0] ?? '';
  const scales = weightScales(onnx, node);
  const [dims] = all[weight as keyof typeof all];
  const channelsFirst = node.opType === 'Conv' || node.attributes.some(({ name }) => name === 'transB');
  const inner = sizeOf(dims) / scales.weight.length;
  const half = Float32Array.from({ length: sizeOf(dims) }, (_, i) => {
    return (scales.weight[channelsFirst ? Math.floor(i / inner) : i % scales.weight.length] ?? 0) / 2;
  });
  const [shape, values] = data[x] ?? [[], new Float32Array()];
  const absolute = Float32Array.from(values as Float32Array, Math.abs);
  const plain = { ...node, attributes: node.attributes.filter(({ name }) => name !== 'alpha' && name !== 'beta') };
  const constants: NonNullable<Parts['constants']> = {
    [x]: [shape, absolute],
    [weight]: [dims, half],
    ...(bias ? { [bias]: [[scales.weight.length], scales.bias.map((scale) => scale / 2)] as const } : {}),
  };
  return evaluate([plain], constants, output);
}

/** Scales of an operator's weights and bias in the quantized file. */
function weightScales(onnx: Uint8Array, { name }: OnnxNode) {
  const { nodes, initializers } = decodeModel(onnx).graph;
  const inputs = nodes.find((node) => node.name === name)?.inputs ?? [];
  const [weight = new Float32Array(), bias = new Float32Array()] = inputs.slice(1).map((input) => {
    const dequantize = nodes.find(({ outputs }) => outputs[0] === input);
    return floatsOf(initializers.find((tensor) => tensor.name === dequantize?.inputs[1])) ?? new Float32Array();
  });
  return { weight, bias };
}
