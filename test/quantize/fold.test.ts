import { describe, expect, test } from 'vitest';
import { decodeModel } from '../../pipeline/compiler/onnx-file/decode-model.js';
import { encodeModel } from '../../pipeline/compiler/onnx-file/encode-model.js';
import type { OnnxNode } from '../../pipeline/compiler/onnx-file/model.js';
import { prepareModel } from '../../pipeline/quantize/prepare/prepare-model.js';
import { largestGap, modelOf, normals, op, operatorsOf, type Parts, run, sizeOf } from './model-kit.js';

const image = [3, 6, 6];
const conv = op('Conv', ['x', 'w', 'b'], 'c', { pads: [1, 1, 1, 1] });
const positive = (name: string, n = 4) => normals(n, name).map((v) => 0.5 + v * v);
const constants = {
  w: [[4, 3, 3, 3], normals(108, 'w', 0.3)],
  b: [[4], normals(4, 'b')],
  gemmW: [[5, 4], normals(20, 'gemm', 0.5)],
  gemmWt: [[4, 5], normals(20, 'gemm', 0.5)],
  scale: [[4], positive('scale')],
  shift: [[4], normals(4, 'shift')],
  mean: [[4], normals(4, 'mean')],
  variance: [[4], positive('variance')],
  column: [[4, 1, 1], positive('column')],
  batched: [[1, 4, 1, 1], normals(4, 'batched')],
  row: [[1, 4], positive('row')],
  two: [[], Float32Array.of(2.5)],
  offset: [[], Float32Array.of(-0.7)],
  spatial: [[1, 1, 6, 6], normals(36, 'spatial')],
} as const satisfies Parts['constants'];
const normalise = (x: string) =>
  op('BatchNormalization', [x, 'scale', 'shift', 'mean', 'variance'], 'y', { epsilon: 1e-3 });

interface Case {
  readonly nodes: readonly OnnxNode[];
  readonly input?: readonly number[];
  /** Operators that are left. */
  readonly left: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  'BatchNormalization behind Conv': { nodes: [conv, normalise('c')], left: ['Conv'] },
  'BatchNormalization behind a Conv without bias': {
    nodes: [op('Conv', ['x', 'w'], 'c'), normalise('c')],
    left: ['Conv'],
  },
  'BatchNormalization behind Gemm': {
    nodes: [op('Gemm', ['x', 'gemmW', 'b'], 'c', { alpha: 0.5, beta: 2.5 }), normalise('c')],
    input: [5],
    left: ['Gemm'],
  },
  'Mul and Add of a channel behind Conv': {
    nodes: [conv, op('Mul', ['c', 'column'], 'm'), op('Add', ['batched', 'm'], 'y')],
    left: ['Conv'],
  },
  'Sub from and Div by constants behind Conv': {
    nodes: [conv, op('Sub', ['batched', 'c'], 'm'), op('Div', ['m', 'two'], 'y')],
    left: ['Conv'],
  },
  'Mul and Add behind Gemm with transposed weights': {
    nodes: [
      op('Gemm', ['x', 'gemmWt'], 'c', { transB: 1 }),
      op('Mul', ['c', 'row'], 'm'),
      op('Add', ['m', 'shift'], 'y'),
    ],
    input: [5],
    left: ['Gemm'],
  },
  'Mul behind MatMul, whose Add it has no place for': {
    nodes: [op('MatMul', ['x', 'gemmW'], 'c'), op('Mul', ['c', 'scale'], 'm'), op('Add', ['m', 'shift'], 'y')],
    input: [5],
    left: ['MatMul', 'Add'],
  },
  'what differs from pixel to pixel stays': { nodes: [conv, op('Mul', ['c', 'spatial'], 'y')], left: ['Conv', 'Mul'] },
  'a value that others read stays': {
    nodes: [conv, op('Mul', ['c', 'two'], 'm'), op('Add', ['c', 'm'], 'y')],
    left: ['Conv', 'Mul', 'Add'],
  },
  'a division by x is not affine': { nodes: [conv, op('Div', ['two', 'c'], 'y')], left: ['Conv', 'Div'] },
  'scale before a padded Conv goes, the shift stays': {
    nodes: [
      op('Sub', ['x', 'offset'], 's'),
      op('Div', ['s', 'two'], 'd'),
      op('Conv', ['d', 'w', 'b'], 'y', { pads: [1, 1, 1, 1] }),
    ],
    left: ['Sub', 'Conv'],
  },
  'scale and shift before an unpadded Conv go': {
    nodes: [op('Sub', ['x', 'offset'], 's'), op('Div', ['s', 'two'], 'd'), op('Conv', ['d', 'w', 'b'], 'y')],
    left: ['Conv'],
  },
  'scale and shift go through a Transpose and a Flatten to Gemm': {
    nodes: [
      op('Add', ['x', 'offset'], 's'),
      op('Mul', ['s', 'two'], 'd'),
      op('Transpose', ['d'], 't', { perm: [0, 2, 1] }),
      op('Flatten', ['t'], 'f'),
      op('Gemm', ['f', 'gemmW'], 'y'),
    ],
    input: [5, 1],
    left: ['Transpose', 'Flatten', 'Gemm'],
  },
  'scales of single columns stay': {
    nodes: [op('Mul', ['x', 'row'], 's'), op('Gemm', ['s', 'gemmWt'], 'y')],
    input: [4],
    left: ['Mul', 'Gemm'],
  },
  'the mean over height and width is a pooling': {
    nodes: [conv, op('Relu', ['c'], 'r'), op('ReduceMean', ['r', 'axes'], 'y', { keepdims: 0 })],
    left: ['Conv', 'Relu', 'GlobalAveragePool', 'Flatten'],
  },
  'a Constant node is an initialiser': {
    nodes: [
      op('Constant', [], 'k', { value_floats: { type: 'floats', value: [1, 2, 3, 4] } }),
      op('Gemm', ['x', 'gemmW', 'k'], 'c'),
      normalise('c'),
    ],
    input: [5],
    left: ['Gemm'],
  },
};

describe('folding changes operators, not results', () => {
  test.each(Object.entries(cases))('%s', async (name, { nodes, input = image, left }) => {
    const axes = { axes: [[2], BigInt64Array.of(2n, -1n)] } as const;
    const before = modelOf({ nodes, constants: { ...constants, ...axes }, input, outputs: ['y'] });
    const after = encodeModel(prepareModel(decodeModel(before), () => true));
    expect(operatorsOf(after)).toEqual(left);
    const x = normals(7 * sizeOf(input), name);
    const [expected, given] = [await run(before, x, input), await run(after, x, input)];
    expect(given.y?.dims).toEqual(expected.y?.dims);
    const size = Math.max(1, ...(expected.y?.data ?? []).map(Math.abs));
    expect(largestGap(given.y?.data ?? [], expected.y?.data ?? []) / size).toBeLessThan(1e-6);
  });

  test('values far from zero keep their shift', () => {
    const nodes = [op('Sub', ['x', 'offset'], 's'), op('Gemm', ['s', 'gemmW'], 'y')];
    const model = decodeModel(modelOf({ nodes, constants, input: [5], outputs: ['y'] }));
    const operators = (mayShift: boolean) =>
      prepareModel(model, () => mayShift).graph.nodes.map(({ opType }) => opType);
    expect(operators(false)).toEqual(['Sub', 'Gemm']);
    expect(operators(true)).toEqual(['Gemm']);
  });
});
