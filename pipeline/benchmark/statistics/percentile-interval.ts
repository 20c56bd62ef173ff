import { nearestRank } from '../../quantile.js';
import { type RandomStream, randomStream } from '../../random/random-stream.js';
import { fewestRoundsForInterval, type Interval, usualConfidence } from './interval.js';
import { studentT } from './student-t.js';

const resamples = 400;

/**
 * The 95 % interval of a percentile of the pooled samples of several rounds, by a bootstrap of whole rounds (Davison and Hinkley 1997,
 * section 3.8: of two levels only the upper is drawn with replacement). Samples of one process depend on each other, and processes
 * differ; a round that is drawn keeps both as they are, whatever their form, where drawing single samples would find an interval that is
 * too narrow many times over. The bootstrap's standard error of the logarithm is taken with Student's t and the factor sqrt(R / (R - 1)),
 * as R rounds are few (Hesterberg 2015, section 4.3).
 * @param rounds the samples of each, ascending, milliseconds
 * @param pooled all of them, ascending
 * @returns undefined for fewer than three rounds
 */
export function percentileInterval(
  rounds: readonly Float64Array[],
  pooled: Float64Array,
  percent: number,
): Interval | undefined {
  const count = rounds.length;
  if (count < fewestRoundsForInterval) return undefined;
  const random = randomStream('percentile-interval', percent);
  const logarithms = Array.from({ length: resamples }, () =>
    Math.log(weightedPercentile(rounds, pooled, drawWeights(count, random), percent)),
  );
  const mean = logarithms.reduce((sum, value) => sum + value, 0) / resamples;
  const variance = logarithms.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (resamples - 1);
  const half = studentT(usualConfidence, count - 1) * Math.sqrt((variance * count) / (count - 1));
  const estimate = nearestRank(pooled, percent);
  return { low: estimate * Math.exp(-half), high: estimate * Math.exp(half) };
}

/** How often each of `count` rounds is among `count` draws with replacement. */
function drawWeights(count: number, random: RandomStream): readonly number[] {
  const weights = Array<number>(count).fill(0);
  for (let draw = 0; draw < count; draw++) {
    const index = random.below(count);
    weights[index] = (weights[index] ?? 0) + 1;
  }
  return weights;
}

/** The nearest-rank percentile where each sample of a round counts as often as its round was drawn. */
function weightedPercentile(
  rounds: readonly Float64Array[],
  pooled: Float64Array,
  weights: readonly number[],
  percent: number,
): number {
  const weighted = (count: (round: Float64Array) => number) =>
    rounds.reduce((sum, round, index) => {
      const weight = weights[index] ?? 0;
      return weight === 0 ? sum : sum + weight * count(round);
    }, 0);
  // As in `nearestRank`.
  const needed = (percent / 100) * weighted((round) => round.length) - 1e-9;
  let [low, high] = [0, pooled.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = pooled[middle] ?? 0;
    if (weighted((round) => countUpTo(round, value)) >= needed) high = middle;
    else low = middle + 1;
  }
  return pooled[low] ?? Number.NaN;
}

/** How many of ascending numbers are not above `value`. */
function countUpTo(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
