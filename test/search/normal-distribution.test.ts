import { describe, expect, it } from 'vitest';
import {
  logNormalCdf,
  normalCdf,
  normalMass,
  normalQuantile,
  scaledErfc,
} from '../../pipeline/search/statistics/normal-distribution.js';

/** Relative difference. */
const error = (found: number, expected: number) => Math.abs(found / expected - 1);

// Expected values: scipy.special.erfcx, ndtr, log_ndtr and ndtri.
describe('normal distribution', () => {
  it('has erfcx to full precision', () => {
    expect(error(scaledErfc(0), 1)).toBeLessThan(1e-15);
    expect(error(scaledErfc(0.5), 0.6156903441929258)).toBeLessThan(1e-15);
    expect(error(scaledErfc(3), 0.17900115118138998)).toBeLessThan(1e-15);
    expect(error(scaledErfc(100), 0.005641613782989433)).toBeLessThan(1e-15);
    expect(error(scaledErfc(-2), 108.9409043899779)).toBeLessThan(1e-14);
  });

  it('keeps relative precision in the tails', () => {
    expect(error(normalCdf(-10), 7.61985302416047e-24)).toBeLessThan(1e-12);
    expect(error(normalCdf(1), 0.8413447460685429)).toBeLessThan(1e-15);
    expect(error(logNormalCdf(-40), -804.6084420137538)).toBeLessThan(1e-13);
    expect(error(logNormalCdf(-1e8), -5e15)).toBeLessThan(1e-13);
    expect(error(logNormalCdf(5), -2.8665161296376e-7)).toBeLessThan(1e-9);
    expect(error(normalMass(9, 10), normalCdf(-9) - normalCdf(-10))).toBeLessThan(1e-12);
  });

  it('inverts the distribution function', () => {
    expect(error(normalQuantile(0.975), 1.959963984540054)).toBeLessThan(1e-14);
    expect(error(normalQuantile(1e-20), -9.262340089798409)).toBeLessThan(1e-14);
    for (let z = -8; z <= 5; z += 0.37) expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 8);
    expect([0, 0.5, 1].map(normalQuantile)).toEqual([Number.NEGATIVE_INFINITY, expect.closeTo(0, 15), Infinity]);
  });
});
