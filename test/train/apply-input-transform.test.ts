import './on-cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Column, InputTransform } from '../../pipeline/load/data.js';
import { networkInputShape } from '../../pipeline/load/network-input-shape.js';
import { applyInputTransform } from '../../pipeline/train/apply-input-transform.js';

const apply = (rows: number[][], transform: InputTransform) =>
  tf.tidy(() => applyInputTransform(tf.tensor2d(rows), transform).arraySync() as number[][]);

test('identity and a standardisation that changes nothing are no operation at all', () => {
  tf.tidy(() => {
    const x = tf.ones([2, 3]);
    expect(applyInputTransform(x, { kind: 'identity' })).toBe(x);
    expect(applyInputTransform(x, { kind: 'standardise', mean: [0], std: [1] })).toBe(x);
  });
});

test('one mean for all, or one a channel, along the last axis', () => {
  expect(apply([[1, 3]], { kind: 'standardise', mean: [1], std: [2] })).toEqual([[0, 1]]);
  expect(apply([[1, 3]], { kind: 'standardise', mean: [1, 2], std: [1, 0.5] })).toEqual([[0, 2]]);
  const image = tf.tidy(() =>
    applyInputTransform(tf.ones([1, 2, 2, 3]), { kind: 'standardise', mean: [0, 1, 2], std: [1, 1, 0.5] }).arraySync(),
  );
  expect(image).toEqual([
    [
      [
        [1, 0, -2],
        [1, 0, -2],
      ],
      [
        [1, 0, -2],
        [1, 0, -2],
      ],
    ],
  ]);
});

test('columns: missing numbers are filled before scaling; unknown categories are all zeros', () => {
  const transform: InputTransform = {
    kind: 'columns',
    columns: [
      { kind: 'categorical', name: 'colour', categories: ['red', 'green'] },
      { kind: 'numeric', name: 'length', fill: 4, mean: 2, std: 2 },
      { kind: 'numeric', name: 'width', fill: -1, mean: 0, std: 1 },
      { kind: 'categorical', name: 'size', categories: ['s', 'm', 'l'] },
    ],
  };
  // Numbers come first, then codes, each in column order.
  expect(apply([[1, 6, 7, 2]], transform)).toEqual([[2, 7, 0, 1, 0, 0, 1]]);
  expect(apply([[-1, Number.NaN, Number.NaN, 0]], transform)).toEqual([[1, -1, 0, 0, 1, 0, 0]]);
  expect(apply([[0, Infinity, 0, -1]], transform)).toEqual([[Infinity, 0, 1, 0, 0, 0, 0]]);
});

const column: fc.Arbitrary<Column> = fc.oneof(
  fc.record({
    kind: fc.constant('numeric' as const),
    name: fc.constant('n'),
    fill: fc.integer({ min: -5, max: 5 }),
    mean: fc.integer({ min: -5, max: 5 }),
    std: fc.constantFrom(0.5, 1, 2, 4),
  }),
  fc.record({
    kind: fc.constant('categorical' as const),
    name: fc.constant('c'),
    categories: fc.array(fc.string(), { minLength: 1, maxLength: 4 }),
  }),
);

/** A cell as the load stage gives it: a number or NaN; a category's index or -1. */
const cell = (of: Column) =>
  of.kind === 'numeric'
    ? fc.oneof(fc.integer({ min: -100, max: 100 }), fc.constant(Number.NaN))
    : fc.integer({ min: -1, max: of.categories.length - 1 });

test('any table equals the definition, cell by cell, and has the width the network is built for', () => {
  const table = fc.array(column, { minLength: 1, maxLength: 6 }).chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      rows: fc.array(fc.tuple(...columns.map(cell)), { minLength: 1, maxLength: 4 }),
    }),
  );
  fc.assert(
    fc.property(table, ({ columns, rows }) => {
      const expected = rows.map((row) => [
        ...columns.flatMap((c, i) => {
          const v = row[i] ?? Number.NaN;
          return c.kind === 'numeric' ? [((Number.isNaN(v) ? c.fill : v) - c.mean) / c.std] : [];
        }),
        ...columns.flatMap((c, i) =>
          c.kind === 'categorical' ? c.categories.map((_, k) => (row[i] === k ? 1 : 0)) : [],
        ),
      ]);
      const transform: InputTransform = { kind: 'columns', columns };
      const got = apply(rows, transform);
      // -0 and 0 are the same number here.
      expect(got.map((row) => row.map((v) => v + 0))).toEqual(expected.map((row) => row.map((v) => v + 0)));
      const task = { kind: 'regression' as const, inputShape: [columns.length], targets: ['y'] };
      expect(networkInputShape({ task, inputTransform: transform })).toEqual([got[0]?.length]);
    }),
  );
});
