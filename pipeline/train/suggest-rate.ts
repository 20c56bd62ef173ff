/** What a range test says about the learning rate. */
export interface RateSuggestion {
  /** The suggestion: the geometric mean of `steepest` and `minimum` or, where the loss never rises, `steepest`. */
  readonly rate: number;
  /** Where the smoothed loss falls most steeply over the logarithm of the rate. */
  readonly steepest: number;
  /** A tenth of the rate at which the smoothed loss is lowest. */
  readonly tenthOfMinimum: number;
  /** Where it is lowest: beyond, training becomes worse. */
  readonly minimum: number;
}

/** Updates on both sides of one over which a slope is taken, as a share of all: enough to outweigh the noise of batches. */
const halfWindow = 0.04;

/**
 * Readings of a range test. The two customary ones are where the loss falls most steeply and a tenth of where it is lowest.
 * With momentum, in bench/methods/range-test.bench.ts, the best of a grid of rates is two to five times the steepest point
 * and up to four times that tenth; the geometric mean of the steepest and the lowest point is within a factor of 2 of it.
 * The slope at an update is that of the least-squares line of the smoothed loss over ln(rate) through the updates around it.
 * Those at the beginning, whose average is still of few losses, and those after the lowest point do not count.
 * @returns undefined where the smoothed loss never falls
 */
export function suggestRate(rates: readonly number[], smoothed: readonly number[]): RateSuggestion | undefined {
  const half = Math.max(1, Math.round(halfWindow * rates.length));
  const logs = rates.map(Math.log);
  const lowest = smoothed.indexOf(Math.min(...smoothed));
  let [steepestAt, slope] = [-1, 0];
  for (let i = 2 * half; i <= Math.min(lowest, smoothed.length - 1 - half); i++) {
    const here = leastSquaresSlope(logs.slice(i - half, i + half + 1), smoothed.slice(i - half, i + half + 1));
    if (here < slope) [steepestAt, slope] = [i, here];
  }
  const [steepest, minimum] = [rates[steepestAt], rates[lowest]];
  if (steepest === undefined || minimum === undefined) return undefined;
  // Lowest at the end of the test, nobody knows where it would rise: what is left is the steepest point.
  const isBracketed = lowest < smoothed.length - 1 - half;
  const rate = isBracketed ? Math.sqrt(steepest * minimum) : steepest;
  return { rate, steepest, minimum, tenthOfMinimum: minimum / 10 };
}

function leastSquaresSlope(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [xMean, yMean] = [mean(xs), mean(ys)];
  const covariance = xs.reduce((sum, x, i) => sum + (x - xMean) * ((ys[i] ?? Number.NaN) - yMean), 0);
  return covariance / xs.reduce((sum, x) => sum + (x - xMean) ** 2, 0);
}
