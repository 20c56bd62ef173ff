import { describe, expect, it } from 'vitest';
import { compareLatencies, describeRatio } from '../../pipeline/benchmark/compare-latencies.js';
import { median } from '../../pipeline/quantile.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { type Noise, syntheticRounds } from './synthetic-rounds.js';

const begun = '2026-01-01T00:00:00.000Z';
const random = randomStream('compare-latencies');
const measure = (rounds: number, noise: Noise) => ({
  begun,
  rounds: { p50: syntheticRounds(rounds, 60, noise, random).map(median) },
});
const noise = { between: 0.01, within: 0.02, correlation: 0.9 };
const slower = (factor: number) => ({ ...noise, shift: () => Math.log(factor) });

/** Of 200 pairs. */
function tied(rounds: number, first: Noise, second: Noise, elsewhere?: string): number {
  const verdicts = Array.from({ length: 200 }, () => {
    const other = measure(rounds, second);
    return compareLatencies(measure(rounds, first), elsewhere ? { ...other, begun: elsewhere } : other)?.verdict;
  });
  return verdicts.filter((verdict) => verdict === 'tied').length;
}

describe('compareLatencies', () => {
  it.each([3, 5, 9, 20])('finds a model of %d rounds tied with itself in 95 of 100 measurements', (rounds) => {
    // At 99 %: 198 of 200, with a standard error of 1.4.
    expect(tied(rounds, noise, noise)).toBeGreaterThanOrEqual(194);
  });

  it('tells apart models that differ by 5 % in 20 rounds, and nearly always in 9', () => {
    expect(tied(20, noise, slower(1.05))).toBe(0);
    expect(tied(9, noise, slower(1.05))).toBeLessThan(20);
  });

  it('compares models of different measurements, too', () => {
    expect(tied(9, noise, noise, '2026-01-02T00:00:00.000Z')).toBeGreaterThanOrEqual(194);
    expect(tied(20, noise, slower(1.05), '2026-01-02T00:00:00.000Z')).toBe(0);
  });

  it('cancels what meets both: a drift of 30 % hides no difference of 5 %', () => {
    const drift = (round: number) => 0.3 * (round / 9);
    const [a, b] = [measure(10, { ...noise, shift: drift }), measure(10, { ...noise, shift: (i) => drift(i) + 0.05 })];
    expect(compareLatencies(a, b)?.verdict).toBe('faster');
    expect(compareLatencies(b, a)).toMatchObject({ verdict: 'slower', ratio: expect.closeTo(1.05, 1) });
  });

  it('is not misled by one disturbed round in ten', () => {
    const [a, b] = [measure(10, { ...noise, shift: (i) => (i === 3 ? 0.5 : 0) }), measure(10, slower(1.05))];
    expect(compareLatencies(a, b)?.verdict).toBe('faster');
  });

  it('knows the exact interval of three rounds', () => {
    const rounds = (p50: readonly number[]) => ({ begun, rounds: { p50 } });
    // Logarithms of the ratios: 0.1, 0.2, 0.3; standard error 0.1 / sqrt(3), t of two degrees of freedom at 99 %: 9.9248.
    const first = rounds([0.1, 0.2, 0.3].map(Math.exp));
    const half = (9.924843200918 * 0.1) / Math.sqrt(3);
    const comparison = compareLatencies(first, rounds([1, 1, 1]));
    expect(comparison?.ratio).toBeCloseTo(Math.exp(0.2), 12);
    expect(comparison?.interval?.low).toBeCloseTo(Math.exp(0.2 - half), 9);
    expect(comparison?.interval?.high).toBeCloseTo(Math.exp(0.2 + half), 9);
    expect(comparison?.verdict).toBe('tied');
  });

  it('gives no interval from two rounds, and nothing without the percentile', () => {
    const two = { begun, rounds: { p50: [1, 1] } };
    expect(compareLatencies(two, { begun, rounds: { p50: [2, 2] } })).toEqual({ ratio: 0.5, verdict: 'tied' });
    expect(compareLatencies(two, two, { percentile: 'p99' })).toBeUndefined();
  });
});

describe('describeRatio', () => {
  it('gives the interval where there is one', () => {
    expect(describeRatio({ ratio: 1.2, interval: { low: 1.149, high: 1.25 } })).toBe('1.20 (1.15 to 1.25)');
    expect(describeRatio({ ratio: 0.5 })).toBe('0.50');
  });
});
