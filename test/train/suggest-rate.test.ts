import { expect, test } from 'vitest';
import { suggestRate } from '../../pipeline/train/suggest-rate.js';

/** `perDecade` rates a decade from 1e-6 to 10. */
const rates = (perDecade: number) => Array.from({ length: 7 * perDecade + 1 }, (_, i) => 10 ** (i / perDecade - 6));

test.each([1e-4, 1e-2, 0.3])(
  'the loss falls most steeply at %d: the point of inflection of a logistic curve',
  (rate) => {
    const all = rates(40);
    // Falls by 2 around `rate`, and explodes from 3 on.
    const curve = all.map((r) => 2.3 - 2 / (1 + rate / r) + (r / 3) ** 4);
    const suggestion = suggestRate(all, curve);
    expect((suggestion?.steepest ?? 0) / rate).toBeCloseTo(1, 1);
    expect(suggestion?.rate).toBeCloseTo(Math.sqrt((suggestion?.steepest ?? 0) * (suggestion?.minimum ?? 0)), 12);
    expect(suggestion?.tenthOfMinimum).toBeCloseTo((suggestion?.minimum ?? 0) / 10, 12);
    expect(suggestion?.minimum).toBe(all[curve.indexOf(Math.min(...curve))]);
  },
);

test('what comes after the lowest point does not count', () => {
  const all = rates(10);
  // A gentle fall until 0.01, an explosion, and then a much steeper fall that stays above.
  const curve = all.map((r) => (r < 0.01 ? -Math.log10(r) : r < 1 ? 50 : 50 - 20 * Math.log10(r)));
  const suggestion = suggestRate(all, curve);
  expect(suggestion?.minimum).toBe(all[curve.indexOf(Math.min(...curve))]);
  expect(suggestion?.steepest).toBeLessThanOrEqual(0.01);
});

test('noise of the first losses is no fall', () => {
  const all = rates(28);
  // The bias-corrected average of a loss whose first batch was easy, and then hard; the true fall is at 0.01.
  const curve = all.map((r, i) => 2.3 + 0.5 * (i === 1 ? 1 : 0) - 0.5 / (1 + 0.01 / r) + (r / 3) ** 4);
  expect((suggestRate(all, curve)?.steepest ?? 0) / 0.01).toBeCloseTo(1, 0);
});

test('a loss that is lowest at the end says only where it is steepest', () => {
  const all = rates(40);
  const suggestion = suggestRate(
    all,
    all.map((r) => 2.3 - 2 / (1 + 0.01 / r)),
  );
  expect(suggestion?.rate).toBe(suggestion?.steepest);
  expect((suggestion?.rate ?? 0) / 0.01).toBeCloseTo(1, 1);
});

test('a loss that never falls suggests nothing', () => {
  expect(suggestRate(rates(1), [1, 1, 2, 3, 4, 5, 6, 7])).toBeUndefined();
  expect(suggestRate([], [])).toBeUndefined();
  expect(suggestRate([1e-3], [1])).toBeUndefined();
});
