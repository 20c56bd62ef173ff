import { describe, expect, it } from 'vitest';
import { percentileInterval } from '../../../pipeline/benchmark/statistics/percentile-interval.js';
import { nearestRank } from '../../../pipeline/quantile.js';
import { randomStream } from '../../../pipeline/random/random-stream.js';
import { type Noise, syntheticRounds } from '../synthetic-rounds.js';

const pool = (rounds: readonly Float64Array[]) =>
  Float64Array.from(rounds.flatMap((round) => Array.from(round))).sort();

/** The share of measurements whose interval holds the true percentile. */
function coverage(noise: Noise, percent: number, rounds: number, samples: number, repeats = 150): number {
  const random = randomStream('coverage', percent, rounds);
  const truth = nearestRank(pool(syntheticRounds(2000, 50, noise, random)), percent);
  let holds = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const sorted = syntheticRounds(rounds, samples, noise, random).map((round) => round.sort());
    const interval = percentileInterval(sorted, pool(sorted), percent);
    if (interval && interval.low <= truth && truth <= interval.high) holds++;
  }
  return holds / repeats;
}

describe('percentileInterval', () => {
  it.each([
    ['processes that differ more than runs', { between: 0.02, within: 0.01, correlation: 0.5 }, 50, 5],
    ['runs that depend on each other', { between: 0.003, within: 0.03, correlation: 0.95 }, 50, 5],
    ['both', { between: 0.01, within: 0.02, correlation: 0.9 }, 50, 10],
    ['neither', { between: 0, within: 0.02, correlation: 0 }, 90, 5],
  ])('holds the truth in about 95 of 100 measurements: %s', (_, noise, percent, rounds) => {
    const share = coverage(noise, percent, rounds, 100);
    // Three standard errors of a share of 150 are 0.053.
    expect(share).toBeGreaterThan(0.95 - 0.053);
    expect(share).toBeLessThanOrEqual(1);
  });

  it('is as narrow as the rounds agree, and around the percentile of all samples', () => {
    const random = randomStream('narrow');
    const widths = [0.001, 0.03].map((between) => {
      const noise = { between, within: 0.01, correlation: 0 };
      const sorted = syntheticRounds(6, 200, noise, random).map((round) => round.sort());
      const pooled = pool(sorted);
      const interval = percentileInterval(sorted, pooled, 50);
      const median = nearestRank(pooled, 50);
      expect(Math.sqrt((interval?.low ?? 0) * (interval?.high ?? 0))).toBeCloseTo(median, 12);
      return (interval?.high ?? 0) / (interval?.low ?? 0) - 1;
    });
    expect(widths[0]).toBeLessThan(0.01);
    expect(widths[1]).toBeGreaterThan(0.02);
  });

  it('is not given from two rounds', () => {
    const sorted = [Float64Array.of(1, 2), Float64Array.of(1, 2)];
    expect(percentileInterval(sorted, pool(sorted), 50)).toBeUndefined();
  });
});
