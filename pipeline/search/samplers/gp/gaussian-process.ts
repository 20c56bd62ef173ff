import { cholesky, solveLower, solveUpper } from '../../statistics/cholesky.js';
import { matern, maternSlope, type Ordered, type Point, squaredGap } from './matern.js';

export interface KernelParameters {
  /** Inverse squared length scale of each coordinate: how much it matters (automatic relevance determination). */
  readonly relevance: Float64Array;
  /** Variance of the function. */
  readonly signal: number;
  /** Variance of the noise on each value. */
  readonly noise: number;
}

/** Mean and variance of the function at a point, without the noise. */
export interface Prediction {
  readonly mean: number;
  readonly variance: number;
}

/** A Gaussian process with zero mean, conditioned on values at points (Rasmussen and Williams 2006, algorithm 2.1). */
export class GaussianProcess {
  readonly #points: readonly Point[];
  readonly #ordered: Ordered;
  readonly #parameters: KernelParameters;
  readonly #lower: Float64Array;
  /** (K + noise I)^-1 y */
  readonly #alpha: Float64Array;

  constructor(points: readonly Point[], values: Float64Array, ordered: Ordered, parameters: KernelParameters) {
    this.#points = points;
    this.#ordered = ordered;
    this.#parameters = parameters;
    const n = points.length;
    const covariance = new Float64Array(n * n);
    points.forEach((point, i) => {
      for (let j = 0; j < i; j++) {
        const value = this.#kernel(point, points[j] ?? point);
        covariance[i * n + j] = value;
        covariance[j * n + i] = value;
      }
    });
    this.#lower = factorise(covariance, n, parameters);
    this.#alpha = solveUpper(this.#lower, n, solveLower(this.#lower, n, values));
  }

  predict(point: Point): Prediction {
    const cross = this.#cross(point);
    const white = solveLower(this.#lower, cross.length, cross);
    return { mean: dot(cross, this.#alpha), variance: Math.max(1e-18, this.#parameters.signal - dot(white, white)) };
  }

  /** Expected value alone, far cheaper than with its variance. */
  mean(point: Point): number {
    return dot(this.#cross(point), this.#alpha);
  }

  /** The prediction and its derivatives by those coordinates of `point` that are ordered and present; 0 for the others. */
  predictWithSlope(
    point: Point,
  ): Prediction & { readonly meanSlope: Float64Array; readonly varianceSlope: Float64Array } {
    const n = this.#points.length;
    const cross = this.#cross(point);
    const white = solveLower(this.#lower, n, cross);
    const weights = solveUpper(this.#lower, n, white);
    const meanSlope = new Float64Array(point.length);
    const varianceSlope = new Float64Array(point.length);
    const { relevance, signal } = this.#parameters;
    for (let i = 0; i < n; i++) {
      const other = this.#points[i] ?? point;
      const factor = 2 * signal * maternSlope(this.#distance(point, other));
      for (let d = 0; d < point.length; d++) {
        const gap = (point[d] ?? 0) - (other[d] ?? 0);
        if (!this.#ordered[d] || Number.isNaN(gap)) continue;
        const slope = factor * (relevance[d] ?? 0) * gap;
        meanSlope[d] = (meanSlope[d] ?? 0) + slope * (this.#alpha[i] ?? 0);
        varianceSlope[d] = (varianceSlope[d] ?? 0) - 2 * slope * (weights[i] ?? 0);
      }
    }
    const variance = Math.max(1e-18, signal - dot(white, white));
    return { mean: dot(cross, this.#alpha), variance, meanSlope, varianceSlope };
  }

  #cross(point: Point): Float64Array {
    const cross = new Float64Array(this.#points.length);
    for (let i = 0; i < cross.length; i++) cross[i] = this.#kernel(point, this.#points[i] ?? point);
    return cross;
  }

  #kernel(a: Point, b: Point): number {
    return this.#parameters.signal * matern(this.#distance(a, b));
  }

  #distance(a: Point, b: Point): number {
    const { relevance } = this.#parameters;
    let squared = 0;
    for (let d = 0; d < a.length; d++) {
      squared += (relevance[d] ?? 0) * squaredGap(a[d] ?? 0, b[d] ?? 0, this.#ordered[d] ?? true);
    }
    return squared;
  }
}

/** Points that nearly coincide make the matrix singular: a little more noise is added until it is not. */
function factorise(covariance: Float64Array, n: number, { signal, noise }: KernelParameters): Float64Array {
  for (let jitter = 0; ; jitter = Math.max(signal * 1e-10, jitter * 10)) {
    for (let i = 0; i < n; i++) covariance[i * n + i] = signal + noise + jitter;
    const lower = cholesky(covariance, n);
    if (lower) return lower;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
