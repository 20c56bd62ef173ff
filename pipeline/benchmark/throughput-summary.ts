import type { TimedBatches } from './child-protocol.js';
import { fewestRoundsForInterval, type Interval, usualConfidence } from './statistics/interval.js';
import { halfWidth, trimmedMean } from './statistics/trimmed-mean.js';

export interface BatchThroughput {
  readonly batch: number;
  /** Of the rounds the geometric mean, without the lowest and highest tenth. */
  readonly samplesPerSecond: number;
  /** In each round that tried it. */
  readonly rounds: readonly number[];
  /** 95 %, Student's t over the rounds; from three rounds. */
  readonly interval?: Interval;
  /** Timed runs, over all rounds. */
  readonly n: number;
}

/** @param rounds what each process found, of ascending batch sizes */
export function summarizeThroughput(rounds: readonly (readonly TimedBatches[])[]): readonly BatchThroughput[] {
  const sizes = [...new Set(rounds.flat().map(({ batch }) => batch))].sort((a, b) => a - b);
  return sizes.map((size) => {
    const timed = rounds.flat().filter(({ batch }) => batch === size);
    const perSecond = timed.map(({ samplesPerSecond }) => samplesPerSecond);
    const logarithm = trimmedMean(perSecond.map(Math.log));
    const samplesPerSecond = Math.exp(logarithm.mean);
    const n = timed.reduce((sum, batches) => sum + batches.n, 0);
    if (timed.length < fewestRoundsForInterval) return { batch: size, samplesPerSecond, rounds: perSecond, n };
    const factor = Math.exp(halfWidth(logarithm, usualConfidence));
    const interval = { low: samplesPerSecond / factor, high: samplesPerSecond * factor };
    return { batch: size, samplesPerSecond, rounds: perSecond, interval, n };
  });
}
