import type { LatencyRounds } from './latency-summary.js';
import type { Percentile } from './percentiles.js';
import type { Interval } from './statistics/interval.js';
import { pairedRatio, type Ratio, ratioOf } from './statistics/paired-ratio.js';
import { type TrimmedMean, trimmedMean } from './statistics/trimmed-mean.js';

/** The ratio of the latency of one model to another's: below 1 the first is faster. */
export interface LatencyComparison extends Ratio {
  /** `tied`: the interval holds 1, or there is none, so the two cannot be told apart. */
  readonly verdict: 'faster' | 'tied' | 'slower';
}

/**
 * Of a comparison. A measurement that ends as soon as it is precise enough ends a little too soon at times: at 95 % a model would be told
 * apart from itself in 6 or 7 of 100 measurements, at 99 % in 1 or 2.
 */
export const comparisonConfidence = 0.99;

export interface ComparisonOptions {
  /** Default `p50`. */
  readonly percentile?: Percentile;
  /** Default 0.99. */
  readonly confidence?: number;
}

/**
 * Compares two models by the ratio of a percentile over the rounds. In one measurement a round of one model belongs to the round of the
 * other that was taken beside it, so that what slows down both cancels out; the interval is that of the trimmed mean of the logarithms of
 * the rounds' ratios (Student's t). Models of different measurements are compared by the means of each (Welch's t); what changed on the
 * machine between the measurements is not in that interval.
 * @returns undefined where one of the two lacks the percentile
 */
export function compareLatencies(
  first: LatencyRounds,
  second: LatencyRounds,
  { percentile = 'p50', confidence = comparisonConfidence }: ComparisonOptions = {},
): LatencyComparison | undefined {
  const [a, b] = [first.rounds[percentile], second.rounds[percentile]];
  if (!a?.length || !b?.length) return undefined;
  const ratio =
    first.begun === second.begun
      ? pairedRatio(a, b, confidence)
      : ratioOf(differenceOfMeans(a, b), Math.min(a.length, b.length), confidence);
  return { ...ratio, verdict: verdictOf(ratio.interval) };
}

function verdictOf(interval: Interval | undefined): LatencyComparison['verdict'] {
  if (interval && interval.high < 1) return 'faster';
  return interval && interval.low > 1 ? 'slower' : 'tied';
}

function differenceOfMeans(a: readonly number[], b: readonly number[]): TrimmedMean {
  const [first, second] = [trimmedMean(a.map(Math.log)), trimmedMean(b.map(Math.log))];
  const [u, v] = [first.standardError ** 2, second.standardError ** 2];
  // Welch and Satterthwaite; rounded down, which is to the safe side, and never below the lesser of the two.
  const welch = (u + v) ** 2 / (u ** 2 / first.degrees + v ** 2 / second.degrees);
  const degrees = Math.max(Math.floor(welch) || 0, Math.min(first.degrees, second.degrees));
  return { mean: first.mean - second.mean, standardError: Math.sqrt(u + v), degrees };
}

/** `1.20 (1.15 to 1.25)`, with its interval where there is one. */
export function describeRatio({ ratio, interval }: Ratio): string {
  const range = interval ? ` (${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})` : '';
  return ratio.toFixed(2) + range;
}
