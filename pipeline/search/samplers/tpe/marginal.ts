import type { Parameter } from '../../../study/space.js';
import type { Dimension } from '../../encoding/encoded-history.js';
import { cellOf } from '../../encoding/unit-interval.js';
import { logSqrtTwoPi, normalMass } from '../../statistics/normal-distribution.js';
import { commonBandwidth, neighbourBandwidths } from './bandwidths.js';
import { choiceTable, type KernelTable, orderedTable } from './kernel-table.js';

/** One hyperparameter's factor of every kernel; the last kernel is the prior. */
export interface Marginal {
  readonly dimension: Dimension;
  /** Of the truncated normal kernels; 0 as the inverse bandwidth makes the kernel uniform. */
  readonly means: Float64Array;
  readonly inverseBandwidths: Float64Array;
  /** Log of what makes each kernel integrate to one over [0, 1]; 0 where there is a table. */
  readonly logNormaliser: Float64Array;
  /** In place of the normal kernels, for a hyperparameter with few values. */
  readonly table?: {
    readonly size: number;
    /** Each kernel's row of `logMass`. */
    readonly rows: Int32Array;
    readonly logMass: KernelTable;
    readonly valueAtCoordinate: (u: number) => number;
  };
}

interface Grouping {
  readonly group: 'good' | 'bad';
  readonly dimensions: number;
  /** Trials of the group, before it was thinned. */
  readonly trials: number;
}

/** An ordered hyperparameter with more values than these is treated as a continuous one. */
const longestTable = 64;

/**
 * Bandwidth of bad trials on an ordered hyperparameter with few values, in cells: what was bad at one value says less about its
 * neighbours than the distance between kernels would have it. Between 0.3 and 0.5, neither of which was
 * clearly better on look-up tables.
 */
const badCells = 0.4;

/**
 * `coordinates`: of the group's trials, NaN where inactive; `order`: the positions in it of those that have one, ascending by
 * coordinate.
 */
export function buildMarginal(
  dimension: Dimension,
  coordinates: Float64Array,
  order: Uint32Array,
  grouping: Grouping,
): Marginal {
  const count = coordinates.length;
  const means = new Float64Array(count + 1).fill(0.5);
  const inverseBandwidths = new Float64Array(count + 1);
  const logNormaliser = new Float64Array(count + 1);
  const { size, parameter, ordered } = dimension;
  if (!ordered) {
    const logMass = choiceTable(size, count);
    const valueAtCoordinate = (u: number) => Math.min(size - 1, Math.floor(u * size));
    const table = { size, rows: rowsOf(coordinates, size, valueAtCoordinate), logMass, valueAtCoordinate };
    return { dimension, means, inverseBandwidths, logNormaliser, table };
  }
  const bandwidths = bandwidthsOf(coordinates, order, grouping);
  if (size <= longestTable) {
    const valueAtCoordinate = cellFinder(parameter, size);
    const rows = rowsOf(coordinates, size, valueAtCoordinate);
    const perValue = new Float64Array(size).fill(1);
    const widest = grouping.group === 'bad' ? badCells / size : 1;
    for (let k = 0; k < count; k++) {
      const row = rows[k] ?? size;
      if (row < size) perValue[row] = Math.min(bandwidths[k] ?? 1, widest);
    }
    return {
      dimension,
      means,
      inverseBandwidths,
      logNormaliser,
      table: { size, rows, logMass: orderedTable(parameter, perValue), valueAtCoordinate },
    };
  }
  for (let k = 0; k < count; k++) {
    const mean = coordinates[k] ?? Number.NaN;
    if (Number.isNaN(mean)) continue;
    const inverse = 1 / (bandwidths[k] ?? 1);
    means[k] = mean;
    inverseBandwidths[k] = inverse;
    logNormaliser[k] = Math.log(inverse) - logSqrtTwoPi - logMassInside(mean, inverse);
  }
  return { dimension, means, inverseBandwidths, logNormaliser };
}

function bandwidthsOf(
  coordinates: Float64Array,
  order: Uint32Array,
  { group, dimensions, trials }: Grouping,
): Float64Array {
  if (group === 'bad') return neighbourBandwidths(coordinates, order, trials);
  const active = coordinates.filter((x) => !Number.isNaN(x));
  return new Float64Array(coordinates.length).fill(commonBandwidth(active, trials, dimensions));
}

function logMassInside(mean: number, inverseBandwidth: number): number {
  const from = -mean * inverseBandwidth;
  const to = (1 - mean) * inverseBandwidth;
  // Both ends are far out for most kernels: 1 to the last digit.
  return from < -8.3 && to > 8.3 ? 0 : Math.log(normalMass(from, to));
}

/** The uniform row for a trial without a value, and for the prior at the end. */
function rowsOf(coordinates: Float64Array, size: number, valueAtCoordinate: (u: number) => number): Int32Array {
  const rows = new Int32Array(coordinates.length + 1).fill(size);
  for (let k = 0; k < coordinates.length; k++) {
    const u = coordinates[k] ?? Number.NaN;
    if (!Number.isNaN(u)) rows[k] = valueAtCoordinate(u);
  }
  return rows;
}

function cellFinder(parameter: Parameter, size: number): (u: number) => number {
  const ends = Float64Array.from({ length: size }, (_, value) => cellOf(parameter, value)[1]);
  return (u) => {
    const at = ends.findIndex((end) => u <= end);
    return at < 0 ? size - 1 : at;
  };
}
