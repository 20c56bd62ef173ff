import { expect, test } from 'vitest';
import { mannKendall } from '../../../pipeline/benchmark/statistics/mann-kendall.js';

function permutations(values: readonly number[]): number[][] {
  if (values.length <= 1) return [[...values]];
  return values.flatMap((first, i) =>
    permutations([...values.slice(0, i), ...values.slice(i + 1)]).map((rest) => [first, ...rest]),
  );
}

const score = (values: readonly number[]) =>
  values.reduce((sum, b, j) => sum + values.slice(0, j).reduce((part, a) => part + Math.sign(b - a), 0), 0);

test.each([[[1, 2, 3, 4, 5]], [[2, 1, 3, 5, 4]], [[5, 4, 2, 3, 1]], [[3, 1, 6, 2, 5, 4]], [[1]]])(
  'of %j is the share of orders with as much of a trend',
  (values) => {
    const all = permutations(values);
    const asMuch = all.filter((order) => Math.abs(score(order)) >= Math.abs(score(values)));
    expect(mannKendall(values)).toBeCloseTo(asMuch.length / all.length, 12);
  },
);

test('equal numbers are no trend', () => {
  expect(mannKendall([1, 1, 1, 1, 1, 1])).toBe(1);
});

test('a step in the middle of ten rounds is a trend', () => {
  expect(mannKendall([1, 1.01, 0.99, 1.02, 1, 1.2, 1.21, 1.19, 1.22, 1.2])).toBeLessThan(0.05);
});
