import { nearestRank } from '../quantile.js';
import { type Percentile, percentileNames, percentiles } from './percentiles.js';
import type { Interval } from './statistics/interval.js';
import { percentileInterval } from './statistics/percentile-interval.js';

/** What models are compared by: their percentiles in the rounds of a measurement. */
export interface LatencyRounds {
  /** When the measurement began, ISO 8601. Models of one measurement were timed in turns, so that their rounds are pairs. */
  readonly begun: string;
  /** By percentile, where there is that percentile at all: its value in each round, ms. Each round is a process of its own. */
  readonly rounds: Readonly<Partial<Record<Percentile, readonly number[]>>>;
}

export type PercentileIntervals = Readonly<Partial<Record<Percentile, Interval>>>;

/** Milliseconds of one inference at batch 1. Percentiles are absent below the samples that `percentiles` asks for. */
export interface LatencySummary extends LatencyRounds, Readonly<Partial<Record<Percentile, number>>> {
  readonly p50: number;
  /** 95 %; of the percentiles that there are, from three rounds. */
  readonly intervals: PercentileIntervals;
  /** Samples counted, over all rounds. */
  readonly n: number;
  /** Runs before them that were not. */
  readonly warmup: number;
  /** Whether the running median was steady when every round began to count. */
  readonly steady: boolean;
  /** Distance of the 25th and 75th percentile: the spread within rounds and between them. */
  readonly interquartileRange: number;
}

/** What one child process timed. */
export interface LatencyRound {
  readonly samples: Float64Array;
  readonly warmup: number;
  readonly steady: boolean;
}

/**
 * Pools the samples of all rounds.
 * @param begun see LatencyRounds
 */
export function summarizeLatency(rounds: readonly LatencyRound[], begun: string): LatencySummary {
  const sorted = rounds.map(({ samples }) => samples.toSorted());
  const pooled = pool(sorted);
  const given = percentileNames.filter((name) => pooled.length >= percentiles[name].fewestSamples);
  const byName = <T>(value: (percent: number) => T) =>
    Object.fromEntries(given.map((name) => [name, value(percentiles[name].percent)])) as Partial<Record<Percentile, T>>;
  return {
    ...byName((percent) => nearestRank(pooled, percent)),
    p50: nearestRank(pooled, 50),
    intervals: intervalsOf(sorted, pooled, given),
    begun,
    rounds: byName((percent) => sorted.map((round) => nearestRank(round, percent))),
    n: pooled.length,
    warmup: rounds.reduce((sum, round) => sum + round.warmup, 0),
    steady: rounds.every((round) => round.steady),
    interquartileRange: nearestRank(pooled, 75) - nearestRank(pooled, 25),
  };
}

/** The 95 % interval of a percentile, as in the summary of the same rounds. */
export function latencyInterval(rounds: readonly LatencyRound[], name: Percentile): Interval | undefined {
  const sorted = rounds.map(({ samples }) => samples.toSorted());
  return intervalsOf(sorted, pool(sorted), [name])[name];
}

function intervalsOf(
  sorted: readonly Float64Array[],
  pooled: Float64Array,
  names: readonly Percentile[],
): PercentileIntervals {
  return Object.fromEntries(
    names.flatMap((name) => {
      const { percent, fewestSamples } = percentiles[name];
      const interval = pooled.length < fewestSamples ? undefined : percentileInterval(sorted, pooled, percent);
      return interval ? [[name, interval]] : [];
    }),
  );
}

function pool(rounds: readonly Float64Array[]): Float64Array {
  const pooled = new Float64Array(rounds.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const round of rounds) {
    pooled.set(round, filled);
    filled += round.length;
  }
  return pooled.sort();
}
