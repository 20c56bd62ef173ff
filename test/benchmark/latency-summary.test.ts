import { describe, expect, it } from 'vitest';
import { summarizeLatency } from '../../pipeline/benchmark/latency-summary.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { shuffledIndices } from '../../pipeline/random/shuffled-indices.js';

/** 1 .. n in random order. */
const shuffled = (n: number) => Float64Array.from(shuffledIndices(n, randomStream('latency', n)), (i) => i + 1);
const round = (samples: Float64Array) => ({ samples, warmup: 10, steady: true });

describe('summarizeLatency', () => {
  it('gives no p90 from fewer than 64 samples and no p99 from fewer than 662', () => {
    const of = (n: number) => summarizeLatency([round(shuffled(n))]);
    expect(of(63)).toMatchObject({ p50: 32, p90: undefined, p99: undefined, n: 63 });
    expect(of(64)).toMatchObject({ p50: 32, p90: 58, p99: undefined });
    expect(of(661)).toMatchObject({ p90: 595, p99: undefined });
    expect(of(662)).toMatchObject({ p50: 331, p90: 596, p99: 656 });
  });

  it('pools the samples of all rounds and keeps their medians', () => {
    const summary = summarizeLatency([
      round(Float64Array.of(1, 2, 3)),
      { samples: Float64Array.of(10, 30), warmup: 5, steady: false },
    ]);
    expect(summary).toMatchObject({ p50: 3, n: 5, warmup: 15, steady: false, roundMedians: [2, 20] });
    // 25th and 75th percentile of 1 2 3 10 30 by nearest rank: 2 and 10.
    expect(summary.interquartileRange).toBe(8);
  });
});
