import { cholesky, inverseOf, solveLower, solveUpper } from '../../statistics/cholesky.js';
import { minimiseInBox, type Slope } from '../../statistics/minimise-in-box.js';
import type { KernelParameters } from './gaussian-process.js';
import { matern, maternSlope, type Ordered, type Point, squaredGap } from './matern.js';

/** Evaluations of the marginal likelihood from each start. */
const evaluations = 50;

/** Normal priors on logarithms, mean and standard deviation. Values have unit variance, coordinates lie in [0, 1]. */
interface Prior {
  readonly mean: number;
  readonly spread: number;
}

/** Length scales grow with the square root of the dimensions (Hvarfner et al. 2024, "Vanilla Bayesian optimization performs great in high dimensions"). */
const lengthPrior = (dimensions: number): Prior => ({
  mean: Math.SQRT2 + 0.5 * Math.log(dimensions),
  spread: Math.sqrt(3),
});
const signalPrior: Prior = { mean: 0, spread: 1 };
const noisePrior: Prior = { mean: Math.log(1e-4), spread: 2 };

/**
 * Kernel parameters of largest marginal likelihood times prior (Rasmussen and Williams 2006, section 5.4.1). Climbs from a long and from a
 * short common length scale.
 */
export function fitKernel(points: readonly Point[], values: Float64Array, ordered: Ordered): KernelParameters {
  const dimensions = ordered.length;
  const posterior = negativeLogPosterior(points, values, ordered);
  // log relevance of every coordinate, log signal, log noise.
  const low = new Float64Array(dimensions + 2).fill(Math.log(1e-4));
  const high = new Float64Array(dimensions + 2).fill(Math.log(1e4));
  low[dimensions] = Math.log(0.05);
  high[dimensions] = Math.log(20);
  low[dimensions + 1] = Math.log(1e-7);
  high[dimensions + 1] = Math.log(1);
  const starts = [Math.sqrt(dimensions), 0.3 * Math.sqrt(dimensions)].map((length) => {
    const start = new Float64Array(dimensions + 2).fill(-2 * Math.log(length));
    start[dimensions] = 0;
    start[dimensions + 1] = Math.log(1e-3);
    return minimiseInBox(posterior, start, low, high, evaluations);
  });
  const best = starts.reduce((a, b) => (b.value < a.value ? b : a));
  return {
    relevance: best.x.slice(0, dimensions).map(Math.exp),
    signal: Math.exp(best.x[dimensions] ?? 0),
    noise: Math.exp(best.x[dimensions + 1] ?? 0),
  };
}

/** As a function of the logarithms of the parameters, with its gradient. */
export function negativeLogPosterior(
  points: readonly Point[],
  values: Float64Array,
  ordered: Ordered,
): (x: Float64Array) => Slope {
  const n = points.length;
  const dimensions = ordered.length;
  const gaps = pairGaps(points, ordered);
  const prior = lengthPrior(dimensions);
  return (x) => {
    const relevance = x.slice(0, dimensions).map(Math.exp);
    const signal = Math.exp(x[dimensions] ?? 0);
    const noise = Math.exp(x[dimensions + 1] ?? 0);
    const covariance = new Float64Array(n * n);
    const slopes = new Float64Array((n * (n - 1)) / 2);
    for (let i = 0, pair = 0; i < n; i++) {
      covariance[i * n + i] = signal + noise;
      for (let j = 0; j < i; j++, pair++) {
        let squared = 0;
        for (let d = 0; d < dimensions; d++) squared += (relevance[d] ?? 0) * (gaps[pair * dimensions + d] ?? 0);
        const value = signal * matern(squared);
        covariance[i * n + j] = value;
        covariance[j * n + i] = value;
        slopes[pair] = signal * maternSlope(squared);
      }
    }
    const gradient = new Float64Array(dimensions + 2);
    const lower = cholesky(covariance, n);
    if (!lower) return { value: Number.POSITIVE_INFINITY, gradient };
    const alpha = solveUpper(lower, n, solveLower(lower, n, values));
    const inverse = inverseOf(lower, n);
    let value = 0;
    let trace = 0;
    let fit = 0;
    for (let i = 0, pair = 0; i < n; i++) {
      const a = alpha[i] ?? 0;
      value += 0.5 * a * (values[i] ?? 0) + Math.log(lower[i * n + i] ?? 1);
      trace += inverse[i * n + i] ?? 0;
      fit += a * a;
      for (let j = 0; j < i; j++, pair++) {
        // Off the diagonal every pair counts twice, which cancels the half.
        const weight = ((inverse[i * n + j] ?? 0) - a * (alpha[j] ?? 0)) * (slopes[pair] ?? 0);
        for (let d = 0; d < dimensions; d++)
          gradient[d] = (gradient[d] ?? 0) + weight * (gaps[pair * dimensions + d] ?? 0);
      }
    }
    for (let d = 0; d < dimensions; d++) gradient[d] = (gradient[d] ?? 0) * (relevance[d] ?? 0);
    // d/d log signal of K is K - noise I; tr(K^-1 K) = n and y' K^-1 K K^-1 y = y' alpha.
    gradient[dimensions + 1] = 0.5 * noise * (trace - fit);
    gradient[dimensions] = 0.5 * (n - dot(values, alpha)) - (gradient[dimensions + 1] ?? 0);
    for (let d = 0; d < dimensions; d++) {
      // log length = -1/2 log relevance
      const z = (-0.5 * (x[d] ?? 0) - prior.mean) / prior.spread;
      value += 0.5 * z * z;
      gradient[d] = (gradient[d] ?? 0) - (0.5 * z) / prior.spread;
    }
    [signalPrior, noisePrior].forEach(({ mean, spread }, k) => {
      const z = ((x[dimensions + k] ?? 0) - mean) / spread;
      value += 0.5 * z * z;
      gradient[dimensions + k] = (gradient[dimensions + k] ?? 0) + z / spread;
    });
    return { value, gradient };
  };
}

/** Squared gaps of all pairs i > j, pair after pair, coordinate by coordinate. */
function pairGaps(points: readonly Point[], ordered: Ordered): Float64Array {
  const n = points.length;
  const dimensions = ordered.length;
  const gaps = new Float64Array(((n * (n - 1)) / 2) * dimensions);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      for (let d = 0; d < dimensions; d++)
        gaps[at++] = squaredGap(points[i]?.[d] ?? 0, points[j]?.[d] ?? 0, ordered[d] ?? true);
    }
  }
  return gaps;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
