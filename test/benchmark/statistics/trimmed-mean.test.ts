import { expect, test } from 'vitest';
import { halfWidth, trimmedMean } from '../../../pipeline/benchmark/statistics/trimmed-mean.js';

test('below ten values it is the mean with its usual error', () => {
  const { mean, standardError, degrees } = trimmedMean([1, 2, 3, 6]);
  expect(mean).toBe(3);
  expect(standardError).toBeCloseTo(Math.sqrt((4 + 1 + 0 + 9) / 3 / 4), 12);
  expect(degrees).toBe(3);
});

test('from ten on a tenth at either end does not count, and counts as its neighbour in the error', () => {
  const trimmed = trimmedMean([1000, 1, 2, 3, 4, 5, 6, 7, 8, -1000]);
  // 1 to 8; winsorised: 1, 1, 2, ..., 7, 8, 8 with mean 4.5.
  const squares = 2 * (3.5 ** 2 + 3.5 ** 2 + 2.5 ** 2 + 1.5 ** 2 + 0.5 ** 2) - 0;
  expect(trimmed.mean).toBe(4.5);
  expect(trimmed.degrees).toBe(7);
  expect(trimmed.standardError).toBeCloseTo(Math.sqrt(squares / 9 / 10) / 0.8, 12);
  // t of 7 degrees of freedom: 2.365.
  expect(halfWidth(trimmed, 0.95) / trimmed.standardError).toBeCloseTo(2.365, 3);
});

test('one value says nothing of its error', () => {
  expect(trimmedMean([3])).toMatchObject({ mean: 3, standardError: Number.NaN });
});
