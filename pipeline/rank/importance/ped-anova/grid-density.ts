import { normalMass } from '../../../search/statistics/normal-distribution.js';

/**
 * Probability of each point of a grid, estimated from how often each was observed: a kernel on each observation and one, of
 * the same weight, that is spread over the whole grid (Watanabe, Bansal and Hutter 2023, appendix; constants as in Optuna's
 * `ScottParzenEstimator`). The kernels of ordered points are normal with one bandwidth, those of a choice lie on their point
 * but for a small part (in Optuna 5.0 for a large one: it takes the number of different values for that of observations).
 */
export function gridDensity(counts: Float64Array, ordered: boolean): Float64Array {
  const observations = counts.reduce((sum, count) => sum + count, 0);
  const kernels = ordered ? normalKernels(counts) : pointKernels(counts);
  const prior = ordered ? normalKernel(counts.length, (counts.length - 1) / 2, counts.length) : uniform(counts.length);
  const density = prior.slice();
  for (const point of observedPoints(counts)) {
    for (const [at, mass] of kernels(point).entries()) density[at] = (density[at] ?? 0) + (counts[point] ?? 0) * mass;
  }
  return density.map((mass) => mass / (observations + 1));
}

const observedPoints = (counts: Float64Array) => [...counts.keys()].filter((point) => (counts[point] ?? 0) > 0);

const uniform = (size: number) => new Float64Array(size).fill(1 / size);

/** The part that a kernel gives to all points falls with the number of observations, as in the density that TPE uses. */
function pointKernels(counts: Float64Array): (point: number) => Float64Array {
  const spread = 1 / (counts.reduce((sum, count) => sum + count, 0) + 1);
  return (point) => counts.map((_, at) => (spread + Number(at === point)) / (counts.length * spread + 1));
}

function normalKernels(counts: Float64Array): (point: number) => Float64Array {
  const bandwidth = Math.max(scottBandwidth(counts), narrowest);
  return (point) => normalKernel(counts.length, point, bandwidth);
}

/** With a smaller bandwidth less than 90 % of a kernel would lie on its own point. */
const narrowest = 0.5 / 1.64;

/** 1.059 min(deviation, interquartile range / 1.34) n^(-1/5) in units of the grid (Scott 1992, section 6.2.1). */
function scottBandwidth(counts: Float64Array): number {
  const points = observedPoints(counts);
  const n = counts.reduce((sum, count) => sum + count, 0);
  const mean = counts.reduce((sum, count, point) => sum + count * point, 0) / n;
  const squares = counts.reduce((sum, count, point) => sum + count * (point - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / Math.max(1, n - 1));
  /** The first observed point that so many observations do not exceed, or more than so many. */
  const pointAt = (isReached: (cumulative: number) => boolean) => {
    let cumulative = 0;
    const found = points.find((point) => {
      cumulative += counts[point] ?? 0;
      return isReached(cumulative);
    });
    return found ?? points.at(-1) ?? 0;
  };
  const lower = pointAt((cumulative) => cumulative >= Math.floor(n / 4));
  const upper = pointAt((cumulative) => cumulative > Math.floor((3 * n) / 4));
  return 1.059 * Math.min((upper - lower) / 1.34, deviation) * n ** -0.2;
}

/** Mass of a normal distribution in the unit interval around each point, cut off half a unit beyond the ends of the grid. */
function normalKernel(size: number, mean: number, deviation: number): Float64Array {
  const mass = (from: number, to: number) => normalMass((from - mean) / deviation, (to - mean) / deviation);
  const whole = mass(-0.5, size - 0.5);
  return Float64Array.from({ length: size }, (_, point) => mass(point - 0.5, point + 0.5) / whole);
}
