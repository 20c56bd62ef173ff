import { fewestRoundsForInterval, type Interval } from './interval.js';
import { halfWidth, type TrimmedMean, trimmedMean } from './trimmed-mean.js';

export interface Ratio {
  readonly ratio: number;
  /** Absent where fewer than three rounds say nothing of chance. */
  readonly interval?: Interval;
}

/**
 * The ratio of what was measured of two candidates in the same rounds: what slows down a round slows down both and cancels out.
 * @param first, second greater than 0, by round; where one has more, as after an interruption, those are left out
 */
export function pairedRatio(first: readonly number[], second: readonly number[], confidence: number): Ratio {
  const pairs = Math.min(first.length, second.length);
  const logarithms = first.slice(0, pairs).map((value, round) => Math.log(value / (second[round] ?? Number.NaN)));
  return ratioOf(trimmedMean(logarithms), pairs, confidence);
}

/** @param logarithm of the ratio, estimated from so many rounds; the interval is by Student's t */
export function ratioOf(logarithm: TrimmedMean, rounds: number, confidence: number): Ratio {
  const ratio = Math.exp(logarithm.mean);
  if (rounds < fewestRoundsForInterval) return { ratio };
  const half = halfWidth(logarithm, confidence);
  return { ratio, interval: { low: Math.exp(logarithm.mean - half), high: Math.exp(logarithm.mean + half) } };
}
