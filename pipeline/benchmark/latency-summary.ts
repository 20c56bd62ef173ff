import { median, nearestRank } from './quantile.js';

/**
 * Samples below which a percentile is not given: MLPerf's LoadGen calls a single-stream result from fewer invalid
 * (mlcommons/inference issue 1629).
 */
export const minimumSamples = { p50: 1, p90: 64, p99: 662 } as const;

/** Milliseconds of one inference at batch 1. */
export interface LatencySummary {
  readonly p50: number;
  /** Absent below 64 samples. */
  readonly p90?: number;
  /** Absent below 662 samples. */
  readonly p99?: number;
  /** Samples counted, over all rounds. */
  readonly n: number;
  /** Runs before them that were not. */
  readonly warmup: number;
  /** Whether the running median was steady when every round began to count. */
  readonly steady: boolean;
  /** Distance of the 25th and 75th percentile: the spread within rounds and between them. */
  readonly interquartileRange: number;
  /** Medians of the rounds, each from a process of its own: the spread between processes. */
  readonly roundMedians: readonly number[];
}

/** What one child process timed. */
export interface LatencyRound {
  readonly samples: Float64Array;
  readonly warmup: number;
  readonly steady: boolean;
}

/** Pools the samples of all rounds. */
export function summarizeLatency(rounds: readonly LatencyRound[]): LatencySummary {
  const sorted = Float64Array.from(rounds.flatMap((round) => Array.from(round.samples))).sort();
  const atLeast = (count: number, percent: number) =>
    sorted.length >= count ? nearestRank(sorted, percent) : undefined;
  return {
    p50: nearestRank(sorted, 50),
    p90: atLeast(minimumSamples.p90, 90),
    p99: atLeast(minimumSamples.p99, 99),
    n: sorted.length,
    warmup: rounds.reduce((sum, round) => sum + round.warmup, 0),
    steady: rounds.every((round) => round.steady),
    interquartileRange: nearestRank(sorted, 75) - nearestRank(sorted, 25),
    roundMedians: rounds.map((round) => median(round.samples)),
  };
}
