import type { RandomStream } from '../../../random/random-stream.js';
import { isActive } from '../../../study/space.js';
import type { Parameters, ParameterValue } from '../../../study/trial.js';
import type { Dimension } from '../../encoding/encoded-history.js';
import { cellOf, indexOfValue, unitOf, valueAtUnit } from '../../encoding/unit-interval.js';
import { minimiseInBox } from '../../statistics/minimise-in-box.js';
import type { GaussianProcess } from './gaussian-process.js';
import { logExpectedImprovement } from './log-expected-improvement.js';
import type { Point } from './matern.js';

interface Candidate {
  /** A coordinate of every hyperparameter, active or not. */
  readonly coordinates: Float64Array;
  readonly parameters: Parameters;
  /** Where the setting is once its values are rounded; NaN where inactive. */
  readonly point: Point;
  readonly score: number;
}

/** Settings drawn at random and around the best ones, to start from. */
const randomStarts = 300;
/** Where most settings are tried or not allowed, fewer starts do. */
const drawsPerStart = 20;
const bisections = 8;
const nearStarts = 12;
const climbed = 4;
const rounds = 2;
const slopeEvaluations = 20;

/** Of ordered hyperparameters with more values the slope is followed; fewer are tried one by one. */
const mostValuesToTry = 20;

export interface Acquisition {
  readonly process: GaussianProcess;
  /** The least expected value so far. */
  readonly best: number;
  readonly dimensions: readonly Dimension[];
  /** Points of the best trials. */
  readonly incumbents: readonly Point[];
  /** Whether a setting is untried and allowed. */
  readonly maySuggest: (parameters: Parameters) => boolean;
}

/** The setting of largest log expected improvement that is found and may be suggested; undefined where none was met. */
export function maximiseAcquisition(acquisition: Acquisition, random: RandomStream): Parameters | undefined {
  const { dimensions, incumbents } = acquisition;
  const uniform = () => new Float64Array(dimensions.length).map(() => random.uniform());
  const starts: Candidate[] = [];
  for (let drawn = 0; drawn < drawsPerStart * randomStarts && starts.length < randomStarts; drawn++) {
    const candidate = candidateAt(acquisition, uniform());
    if (candidate.score > Number.NEGATIVE_INFINITY) starts.push(candidate);
  }
  for (const incumbent of incumbents) {
    const full = incumbent.map((x) => (Number.isNaN(x) ? random.uniform() : x));
    for (let k = 0; k < nearStarts; k++) {
      const width = 0.3 * 0.01 ** (k / (nearStarts - 1));
      starts.push(candidateAt(acquisition, perturbed(full, dimensions, width, random)));
    }
  }
  starts.sort((a, b) => Number(b.score > a.score) - Number(b.score < a.score));
  let best = starts[0];
  for (const start of starts.slice(0, climbed)) {
    const top = climb(acquisition, start);
    if (!best || top.score > best.score) best = top;
  }
  return best && best.score > Number.NEGATIVE_INFINITY ? best.parameters : undefined;
}

/** Every continuous coordinate a little; of the others on average one. */
function perturbed(
  center: Float64Array,
  dimensions: readonly Dimension[],
  width: number,
  random: RandomStream,
): Float64Array {
  return center.map((x, d) => {
    const dimension = dimensions[d];
    const continuous = dimension?.ordered && dimension.size > mostValuesToTry;
    if (continuous) return Math.min(1, Math.max(0, x + width * random.normal()));
    return random.uniform() < 1 / center.length ? random.uniform() : x;
  });
}

function candidateAt({ process, best, dimensions, maySuggest }: Acquisition, coordinates: Float64Array): Candidate {
  const parameters: Record<string, ParameterValue> = {};
  const point = new Float64Array(coordinates.length).fill(Number.NaN);
  dimensions.forEach(({ name, parameter }, d) => {
    if (!isActive(parameter, parameters)) return;
    const value = valueAtUnit(parameter, coordinates[d] ?? 0.5);
    parameters[name] = value;
    point[d] = unitOf(parameter, value);
  });
  if (!maySuggest(parameters)) {
    return { coordinates, parameters, point, score: Number.NEGATIVE_INFINITY };
  }
  const { mean, variance } = process.predict(point);
  return { coordinates, parameters, point, score: logExpectedImprovement(mean, variance, best).value };
}

/** Follows the slope of the continuous coordinates, then tries the values of the others one hyperparameter at a time. */
function climb(acquisition: Acquisition, start: Candidate): Candidate {
  let top = start;
  for (let round = 0; round < rounds; round++) {
    const before = top;
    top = alongSlope(acquisition, top);
    top = overValues(acquisition, top);
    if (top === before) break;
  }
  return top;
}

function alongSlope(acquisition: Acquisition, start: Candidate): Candidate {
  const { process, best, dimensions } = acquisition;
  const free = dimensions.flatMap(({ ordered, size }, d) =>
    ordered && size > mostValuesToTry && !Number.isNaN(start.point[d]) ? [d] : [],
  );
  if (free.length === 0) return start;
  const point = Float64Array.from(start.point);
  const slope = (x: Float64Array) => {
    free.forEach((d, i) => {
      point[d] = x[i] ?? 0;
    });
    const { mean, variance, meanSlope, varianceSlope } = process.predictWithSlope(point);
    const { value, byMean, byDeviation } = logExpectedImprovement(mean, variance, best);
    const perVariance = byDeviation / (2 * Math.sqrt(variance));
    const gradient = Float64Array.from(
      free,
      (d) => -(byMean * (meanSlope[d] ?? 0) + perVariance * (varianceSlope[d] ?? 0)),
    );
    return { value: -value, gradient };
  };
  const zeros = new Float64Array(free.length);
  const ones = new Float64Array(free.length).fill(1);
  const from = Float64Array.from(free, (d) => start.point[d] ?? 0.5);
  const { x } = minimiseInBox(slope, from, zeros, ones, slopeEvaluations);
  const between = (share: number) => {
    const coordinates = Float64Array.from(start.coordinates);
    free.forEach((d, i) => {
      coordinates[d] = (from[i] ?? 0) + share * ((x[i] ?? 0) - (from[i] ?? 0));
    });
    return candidateAt(acquisition, coordinates);
  };
  const end = between(1);
  if (end.score > Number.NEGATIVE_INFINITY) return end.score > start.score ? end : start;
  // The end may not be suggested: by bisection to the border on the way there.
  let nearest = start;
  let [inside, outside] = [0, 1];
  for (let k = 0; k < bisections; k++) {
    const middle = (inside + outside) / 2;
    const candidate = between(middle);
    if (candidate.score > nearest.score) nearest = candidate;
    if (candidate.score > Number.NEGATIVE_INFINITY) inside = middle;
    else outside = middle;
  }
  return nearest;
}

function overValues(acquisition: Acquisition, start: Candidate): Candidate {
  let top = start;
  acquisition.dimensions.forEach((dimension, d) => {
    if (!Number.isFinite(dimension.size) || dimension.size === 1 || Number.isNaN(top.point[d])) return;
    for (const u of neighbours(dimension, top.point[d] ?? 0.5)) {
      const coordinates = Float64Array.from(top.coordinates);
      coordinates[d] = u;
      const candidate = candidateAt(acquisition, coordinates);
      if (candidate.score > top.score) top = candidate;
    }
  });
  return top;
}

/** Coordinates of all values, or of the next ones where there are many. */
function neighbours({ parameter, size, ordered }: Dimension, u: number): readonly number[] {
  const middle = (index: number) => {
    const [from, to] = cellOf(parameter, index);
    return (from + to) / 2;
  };
  if (!ordered || size <= mostValuesToTry) return Array.from({ length: size }, (_, index) => middle(index));
  const index = indexOfValue(parameter, valueAtUnit(parameter, u));
  return [index - 2, index - 1, index + 1, index + 2].filter((at) => at >= 0 && at < size).map(middle);
}
