import type { Parameter } from '../../../study/space.js';
import type { Dimension } from '../../encoding/encoded-history.js';
import { cellOf } from '../../encoding/unit-interval.js';
import { logNormalCdf, logSqrtTwoPi, normalMass } from '../../statistics/normal-distribution.js';
import { bandwidthRule, neighbourBandwidths } from './bandwidths.js';
import { choiceTable, type KernelTable, orderedTable } from './kernel-table.js';

/** One hyperparameter's factor of every kernel; the last kernel is the prior. */
export type Marginal = NormalMarginal | TableMarginal;

export interface NormalMarginal {
  readonly kind: 'normal';
  readonly dimension: Dimension;
  /** Of the truncated normal kernels; 0 as the inverse bandwidth makes the kernel uniform. */
  readonly means: Float64Array;
  readonly inverseBandwidths: Float64Array;
  /** Log of each kernel's density at its mean, were it not cut off at 0 and 1 (`logMassInside`). */
  readonly logPeaks: Float64Array;
}

/** Of a hyperparameter with few values. */
export interface TableMarginal extends KernelTable {
  readonly kind: 'table';
  readonly dimension: Dimension;
  readonly valueAtCoordinate: (u: number) => number;
}

interface Grouping {
  readonly group: 'good' | 'bad';
  /** Trials of the group, before it was thinned. */
  readonly trials: number;
}

/** An ordered hyperparameter with more values than these is treated as a continuous one. */
const longestTable = 64;

/**
 * Weight that the kernel of a choice gives to every value, in observations shared among the group: one among good trials, as in
 * hyperopt, and next to none among bad ones. A bad trial says that its combination is bad; were that spread over its
 * other choices, those never tried together would look bad as well.
 */
const spreadObservations = { good: 1, bad: 0.04 };

/**
 * `coordinates`: of the group's trials, NaN where inactive; `order`: the positions in it of those that have one, ascending by
 * coordinate.
 */
export function buildMarginal(
  dimension: Dimension,
  coordinates: Float64Array,
  order: Uint32Array,
  { group, trials }: Grouping,
): Marginal {
  const { size, parameter, ordered } = dimension;
  if (!ordered) {
    const valueAtCoordinate = (u: number) => Math.min(size - 1, Math.floor(u * size));
    const values = valuesOf(coordinates, valueAtCoordinate);
    const table = choiceTable({ size, values }, spreadObservations[group] / (coordinates.length + 1));
    return { kind: 'table', dimension, valueAtCoordinate, ...table };
  }
  const finite = size <= longestTable;
  const rule = bandwidthRule(group, trials, finite ? size : Number.POSITIVE_INFINITY);
  const bandwidths = neighbourBandwidths(coordinates, order, rule);
  if (!finite) return normalMarginal(dimension, coordinates, bandwidths);
  const valueAtCoordinate = cellFinder(parameter, size);
  const table = orderedTable(parameter, { size, values: valuesOf(coordinates, valueAtCoordinate) }, bandwidths);
  return { kind: 'table', dimension, valueAtCoordinate, ...table };
}

function normalMarginal(dimension: Dimension, coordinates: Float64Array, bandwidths: Float64Array): NormalMarginal {
  const count = coordinates.length;
  const means = new Float64Array(count + 1);
  const inverseBandwidths = new Float64Array(count + 1);
  const logPeaks = new Float64Array(count + 1);
  // Many bandwidths are equal: the least one.
  let known = 0;
  let logPeak = Number.NaN;
  for (let k = 0; k < count; k++) {
    const mean = coordinates[k] ?? Number.NaN;
    if (Number.isNaN(mean)) continue;
    const bandwidth = bandwidths[k] ?? 1;
    if (bandwidth !== known) {
      known = bandwidth;
      logPeak = -Math.log(bandwidth) - logSqrtTwoPi;
    }
    means[k] = mean;
    inverseBandwidths[k] = 1 / bandwidth;
    logPeaks[k] = logPeak;
  }
  return { kind: 'normal', dimension, means, inverseBandwidths, logPeaks };
}

/** Beyond so many standard deviations no mass is left in double precision. */
const farOut = 8.3;

/** Log of the mass that kernel `k` has in [0, 1], by which it is divided: between log 1/2 (its mean is inside) and 0. */
export function logMassInside({ means, inverseBandwidths }: NormalMarginal, k: number): number {
  const inverse = inverseBandwidths[k] ?? 0;
  if (inverse === 0) return 0;
  const from = -(means[k] ?? 0) * inverse;
  const to = inverse + from;
  if (from < -farOut) return to > farOut ? 0 : logNormalCdf(to);
  return to > farOut ? logNormalCdf(-from) : Math.log(normalMass(from, to));
}

function valuesOf(coordinates: Float64Array, valueAtCoordinate: (u: number) => number): Int32Array {
  return Int32Array.from(coordinates, (u) => (Number.isNaN(u) ? -1 : valueAtCoordinate(u)));
}

function cellFinder(parameter: Parameter, size: number): (u: number) => number {
  const ends = Float64Array.from({ length: size }, (_, value) => cellOf(parameter, value)[1]);
  return (u) => {
    const at = ends.findIndex((end) => u <= end);
    return at < 0 ? size - 1 : at;
  };
}
