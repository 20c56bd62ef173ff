import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, nearestRank } from '../pipeline/quantile.js';

const samples = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });

describe('nearestRank', () => {
  it('gives the ranks of the textbook example', () => {
    // https://en.wikipedia.org/wiki/Percentile#Worked_examples_of_the_nearest-rank_method
    const sorted = Float64Array.of(15, 20, 35, 40, 50);
    expect([5, 30, 40, 50, 100].map((percent) => nearestRank(sorted, percent))).toEqual([15, 20, 20, 35, 50]);
  });

  it('is the smallest sample that at least p % do not exceed', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const result = nearestRank(Float64Array.from(values).sort(), percent);
        // In whole numbers, so that the oracle has no rounding of its own.
        const reaches = (limit: number) => 100 * values.filter((v) => v <= limit).length >= percent * values.length;
        expect(result).toBe(Math.min(...values.filter(reaches)));
      }),
    );
  });

  it('refuses no samples', () => {
    expect(() => nearestRank(new Float64Array(), 50)).toThrow(RangeError);
  });
});

describe('median', () => {
  it('is the middle, or the mean of the middle two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median(Float64Array.of(7))).toBe(7);
  });

  it('has as many values below as above, and leaves its argument alone', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const before = [...values];
        const middle = median(values);
        expect(values).toEqual(before);
        expect(values.filter((v) => v < middle).length).toBeLessThanOrEqual(values.length / 2);
        expect(values.filter((v) => v > middle).length).toBeLessThanOrEqual(values.length / 2);
      }),
    );
  });
});
