/** What a range test says about the learning rate. */
export interface RateSuggestion {
  /** Where the smoothed loss falls most steeply over the logarithm of the rate. */
  readonly rate: number;
  /** A tenth of the rate at which the smoothed loss is lowest. */
  readonly tenthOfMinimum: number;
  /** Where it is lowest: beyond, training becomes worse. */
  readonly minimum: number;
}

/** Updates on both sides of one over which a slope is taken, as a share of all: enough to outweigh the noise of batches. */
const halfWindow = 0.04;

/**
 * The two customary readings of a range test. The slope at an update is that of the least-squares line of the smoothed loss
 * over ln(rate) through the updates around it. Those at the beginning, whose average is still of few losses, and those
 * after the lowest point do not count.
 * @returns undefined where the smoothed loss never falls
 */
export function suggestRate(rates: readonly number[], smoothed: readonly number[]): RateSuggestion | undefined {
  const half = Math.max(1, Math.round(halfWindow * rates.length));
  const logs = rates.map(Math.log);
  const lowest = smoothed.indexOf(Math.min(...smoothed));
  let [steepest, slope] = [-1, 0];
  for (let i = 2 * half; i <= Math.min(lowest, smoothed.length - 1 - half); i++) {
    const here = leastSquaresSlope(logs.slice(i - half, i + half + 1), smoothed.slice(i - half, i + half + 1));
    if (here < slope) [steepest, slope] = [i, here];
  }
  const [rate, minimum] = [rates[steepest], rates[lowest]];
  return rate === undefined || minimum === undefined ? undefined : { rate, minimum, tenthOfMinimum: minimum / 10 };
}

function leastSquaresSlope(xs: readonly number[], ys: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [xMean, yMean] = [mean(xs), mean(ys)];
  const covariance = xs.reduce((sum, x, i) => sum + (x - xMean) * ((ys[i] ?? Number.NaN) - yMean), 0);
  return covariance / xs.reduce((sum, x) => sum + (x - xMean) ** 2, 0);
}
