import { describe, expect, it } from 'vitest';
import { latencyInterval, summarizeLatency } from '../../pipeline/benchmark/latency-summary.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { shuffledIndices } from '../../pipeline/random/shuffled-indices.js';

/** 1 .. n in random order. */
const shuffled = (n: number) => Float64Array.from(shuffledIndices(n, randomStream('latency', n)), (i) => i + 1);
const begun = '2026-01-01T00:00:00.000Z';
const round = (samples: Float64Array) => ({ samples, warmup: 10, steady: true });

describe('summarizeLatency', () => {
  it('gives no p90 from fewer than 64 samples and no p99 from fewer than 662', () => {
    const of = (n: number) => summarizeLatency([round(shuffled(n))], begun);
    expect(of(63)).toMatchObject({ p50: 32, n: 63 });
    expect(of(63)).not.toHaveProperty('p90');
    expect(of(64)).toMatchObject({ p50: 32, p90: 58 });
    expect(of(661)).toMatchObject({ p90: 595 });
    expect(of(661)).not.toHaveProperty('p99');
    expect(of(662)).toMatchObject({ p50: 331, p90: 596, p99: 656 });
  });

  it('pools the samples of all rounds and keeps their medians', () => {
    const summary = summarizeLatency(
      [round(Float64Array.of(1, 2, 3)), { samples: Float64Array.of(30, 10), warmup: 5, steady: false }],
      begun,
    );
    expect(summary).toMatchObject({ p50: 3, n: 5, warmup: 15, steady: false, begun, rounds: { p50: [2, 10] } });
    expect(summary.rounds).not.toHaveProperty('p90');
    // 25th and 75th percentile of 1 2 3 10 30 by nearest rank: 2 and 10.
    expect(summary.interquartileRange).toBe(8);
  });

  it('gives an interval of each percentile that there is, from three rounds', () => {
    const rounds = Array.from({ length: 3 }, () => round(shuffled(30)));
    expect(summarizeLatency(rounds.slice(0, 2), begun).intervals).toEqual({});
    const { intervals, rounds: byRound } = summarizeLatency(rounds, begun);
    // All rounds alike: no chance at all.
    const only = (value: number) => ({ low: expect.closeTo(value, 9), high: expect.closeTo(value, 9) });
    expect(intervals).toEqual({ p50: only(15), p90: only(27) });
    expect(byRound).toEqual({ p50: [15, 15, 15], p90: [27, 27, 27] });
    expect(latencyInterval(rounds, 'p90')).toEqual(only(27));
    expect(latencyInterval(rounds, 'p99')).toBeUndefined();
  });
});
