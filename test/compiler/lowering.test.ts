import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { channelsFirst } from '../../pipeline/compiler/lowering/operand.js';
import type { Row } from '../../pipeline/compiler/lowering/row.js';
import { loweringTable } from '../../pipeline/compiler/lowering/table.js';
import { emittedOperators } from './emitted-operators.js';
import { engines } from './engine-pair.js';
import { largestDifference } from './largest-difference.js';
import { Draw } from './lowering-cases/draw.js';
import { loweringCases } from './lowering-cases/index.js';
import type { KernelCall, KernelCase } from './lowering-cases/kernel-case.js';
import { type KernelResult, type Layouts, runKernel } from './run-kernel.js';

const repeats = 5;
const table: Readonly<Record<string, Row>> = loweringTable;

it('every row has a case', () => {
  expect(Object.keys(loweringCases).sort()).toEqual(Object.keys(table).sort());
});

/** Operators that join rows of different layouts and element types, which no row mentions. */
const joining = new Set(['Reshape', 'Transpose', 'Cast', 'Expand']);

it.each(Object.entries(table))('%s emits the operators it says', (kernel, row) => {
  const { call } = loweringCases[kernel] as KernelCase;
  const calls = row.dtypes.flatMap((dtype) => Array.from({ length: 60 }, (_, i) => call(new Draw(dtype, kernel, i))));
  const emitted = new Set(calls.flatMap((one) => [...emittedOperators(row, one)]));
  const notable = (operators: Iterable<string>) => [...operators].filter((op) => !joining.has(op)).sort();
  expect(notable(emitted)).toEqual(notable(new Set(row.onnx)));
});

/** Half of the inputs lie as they do after a convolution, or in any other order. */
function randomLayouts(draw: Draw, { inputs }: KernelCall): Layouts {
  const orders = Object.entries(inputs).flatMap(([name, { shape }]): [string, readonly number[]][] => {
    if (shape.length < 2 || draw.coin()) return [];
    return [[name, draw.coin() ? channelsFirst(shape.length) : draw.permutation(shape.length)]];
  });
  return Object.fromEntries(orders);
}

describe.each(Object.entries(loweringCases))('%s', (kernel, { call, reference, tolerance = 1e-5 }) => {
  it.each(table[kernel]?.dtypes ?? [])('gives what the reference gives: %s', async (dtype) => {
    const calls = Array.from({ length: repeats }, (_, i) => call(new Draw(dtype, kernel, i)));
    await engines.cpu.activate();
    const expected: KernelResult[][] = [];
    for (const one of calls) expected.push(await runKernel(kernel, one, { reference }));
    await engines.onnx.activate();
    for (const [i, one] of calls.entries()) {
      // The first as tfjs lays tensors out, the others with dimensions moved.
      const layouts = i === 0 ? {} : randomLayouts(new Draw(dtype, kernel, i, 'layout'), one);
      const context = JSON.stringify({ shapes: shapesOf(one), attributes: one.attributes, layouts });
      const actual = await runKernel(kernel, one, { layouts }).catch((error) => {
        throw new Error(`${kernel} of ${context}`, { cause: error });
      });
      expect(actual.map(described), context).toEqual(expected[i]?.map(described));
      expect(actual.map(specials), context).toEqual(expected[i]?.map(specials));
      const { difference, at } = largestDifference(numbers(expected[i] ?? []), numbers(actual));
      expect(difference, `output ${at} of ${context}`).toBeLessThanOrEqual(tolerance);
    }
  });
});

const described = ({ shape, dtype }: KernelResult) => ({ shape, dtype });
const shapesOf = ({ inputs }: KernelCall) =>
  Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape]));
/** Where values are infinite or no numbers, and which. */
const specials = ({ values }: KernelResult) =>
  Array.from(values).flatMap((value, i) => (Number.isFinite(value) ? [] : [[i, value]]));
const numbers = (results: readonly KernelResult[]) =>
  Object.fromEntries(
    results.map(({ values }, i) => [i, Array.from(values, (value) => (Number.isFinite(value) ? value : 0))]),
  );

it('leaves no tensors behind', () => {
  expect(tf.memory().numTensors).toBe(0);
});
