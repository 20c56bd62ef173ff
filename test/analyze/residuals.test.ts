import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeResiduals, mostPoints } from '../../pipeline/analyze/residuals.js';
import { randomStream } from '../../pipeline/random/random-stream.js';

describe('residuals', () => {
  it('have the errors that are computed by hand', () => {
    const { r2, rmse, mae, bias, points } = describeResiduals(Float64Array.of(1, 2, 3, 6), Float64Array.of(2, 2, 2, 2));
    // Residuals -1, 0, 1, 4; squares 18; deviations from 3: 4 + 1 + 0 + 9 = 14.
    expect(r2).toBeCloseTo(1 - 18 / 14, 12);
    expect(rmse).toBeCloseTo(Math.sqrt(4.5), 12);
    expect(mae).toBeCloseTo(1.5, 12);
    expect(bias).toBeCloseTo(1, 12);
    expect(points).toEqual([
      [1, 2],
      [2, 2],
      [3, 2],
      [6, 2],
    ]);
  });

  it('lie in the bins of their histogram, all of them', () => {
    const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 200 }), (residuals) => {
        const actual = Float64Array.from(residuals);
        const { histogram } = describeResiduals(actual, new Float64Array(residuals.length));
        const { start, width, counts } = histogram;
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(residuals.length);
        expect(counts.length).toBeLessThanOrEqual(60);
        expect(width).toBeGreaterThan(0);
        const slack = 1e-9 * (1 + Math.abs(start) + width * counts.length);
        expect(start).toBeLessThanOrEqual(Math.min(...residuals) + slack);
        expect(start + width * counts.length).toBeGreaterThanOrEqual(Math.max(...residuals) - slack);
      }),
    );
  });

  it('have bins as wide as Freedman and Diaconis say', () => {
    const random = randomStream('residuals');
    const normals = Float64Array.from({ length: 4000 }, () => random.normal());
    const { width } = describeResiduals(normals, new Float64Array(4000)).histogram;
    // The quartiles of a normal distribution are 1.349 standard deviations apart; bins may be a little narrower, to be whole.
    expect(width / ((2 * 1.349) / Math.cbrt(4000))).toBeGreaterThan(0.9);
    expect(width / ((2 * 1.349) / Math.cbrt(4000))).toBeLessThan(1.05);
  });

  it('of many samples are shown by some, from first to last, with no more digits than a picture needs', () => {
    const actual = Float64Array.from({ length: 10 * mostPoints }, (_, i) => i / 3);
    const { points } = describeResiduals(actual, actual);
    expect(points).toHaveLength(mostPoints);
    expect(points[1]).toEqual([3.33333, 3.33333]);
  });
});
