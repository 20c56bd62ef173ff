import { describe, expect, it } from 'vitest';
import type { ChildReport } from '../../pipeline/benchmark/child-protocol.js';
import { bestThroughput, measuredMetrics, summarizeRounds } from '../../pipeline/benchmark/measurement.js';

const begun = '2026-01-01T00:00:00.000Z';

const report = (coldStart: number, peak: number, samples: number[]): ChildReport => ({
  clocked: 'native',
  runtime: '1.30.0',
  batch: 1,
  integers: 'mixed',
  coldStart,
  warmup: 20,
  steady: true,
  samples: Float64Array.from(samples),
  load: 0,
  memory: { before: 50e6, resident: peak - 1e6, peak },
  throughput: [],
});

describe('summarizeRounds', () => {
  const rounds = [
    report(12, 80e6, [1, 2, 3]),
    { ...report(9, 83e6, [2, 2, 2]), throughput: [{ batch: 8, samplesPerSecond: 1600, n: 5 }] },
    {
      ...report(30, 81e6, [4, 4, 4]),
      throughput: [
        { batch: 1, samplesPerSecond: 400, n: 10 },
        { batch: 8, samplesPerSecond: 900, n: 5 },
        { batch: 64, samplesPerSecond: 700, n: 2 },
      ],
    },
  ] as const;
  const summary = summarizeRounds(rounds, begun);

  it('pools latencies and spreads what there is one of a process', () => {
    expect(summary.latency).toMatchObject({ p50: 2, n: 9, warmup: 60, begun, rounds: { p50: [2, 2, 4] } });
    expect(summary.coldStart).toEqual({ median: 12, lowest: 9, highest: 30, n: 3, values: [12, 9, 30] });
    expect(summary.peakMemory).toEqual({ median: 81, lowest: 80, highest: 83, n: 3, values: [80, 83, 81] });
    expect(summary.emptyProcessMemory).toEqual({ median: 50, lowest: 50, highest: 50, n: 3, values: [50, 50, 50] });
  });

  it('gives the best batch size and leaves out percentiles of too few samples', () => {
    expect(bestThroughput(summary)).toEqual({
      batch: 8,
      samplesPerSecond: expect.closeTo(Math.sqrt(900 * 1600), 9),
      rounds: [1600, 900],
      n: 10,
    });
    expect(measuredMetrics(summary)).toEqual({
      'latency.p50': 2,
      throughput: expect.closeTo(1200, 9),
      coldStart: 12,
      'memory.peak': 83,
      'memory.resident': summary.residentMemory.median,
    });
  });

  it('has no throughput where none was measured', () => {
    const bare = summarizeRounds([report(1, 1, [1])], begun);
    expect(bestThroughput(bare)).toBeUndefined();
    expect(measuredMetrics(bare)).not.toHaveProperty('throughput');
  });
});
