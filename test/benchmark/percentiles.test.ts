import { expect, test } from 'vitest';
import { percentileNames, percentiles } from '../../pipeline/benchmark/percentiles.js';

/** P(Binomial(n, p) <= 1). */
const atMostOne = (n: number, p: number) => (1 - p) ** n + n * p * (1 - p) ** (n - 1);

test("the samples a percentile needs are the fewest that MLPerf's LoadGen accepts, at 99 % confidence", () => {
  for (const name of percentileNames.filter((name) => name !== 'p50')) {
    const { percent, fewestSamples } = percentiles[name];
    const above = 1 - percent / 100;
    expect(atMostOne(fewestSamples, above)).toBeLessThanOrEqual(0.01);
    expect(atMostOne(fewestSamples - 1, above)).toBeGreaterThan(0.01);
  }
});
