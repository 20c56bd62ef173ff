import { countValues } from '../../../study/parameter-values.js';
import type { Parameter } from '../../../study/space.js';
import { cellOf } from '../../encoding/unit-interval.js';
import { normalMass } from '../../statistics/normal-distribution.js';

/** The kernels of trials on a hyperparameter with `size` values; trials with equal kernels share a row. */
export interface KernelTable {
  readonly size: number;
  /** Per trial, and at the end for the prior, its row of `logMass`. */
  readonly rows: Int32Array;
  /** Log-probabilities: entry `row * size + value`. The last row is the uniform kernel of a trial without a value. */
  readonly logMass: Float64Array;
}

/** What the table is made from. */
export interface TabulatedKernels {
  readonly size: number;
  /** Per trial the position of its value; -1 without one. */
  readonly values: Int32Array;
}

/** Kernel of a choice (Aitchison and Aitken 1976): weight 1 on the value itself and `share` on every one. */
export function choiceTable({ size, values }: TabulatedKernels, share: number): KernelTable {
  const total = Math.log1p(size * share);
  const logMass = Float64Array.from({ length: (size + 1) * size }, (_, entry) => {
    const row = Math.floor(entry / size);
    if (row === size) return -Math.log(size);
    return Math.log((row === entry % size ? 1 : 0) + share) - total;
  });
  const rows = new Int32Array(values.length + 1).fill(size);
  values.forEach((value, k) => {
    if (value >= 0) rows[k] = value;
  });
  return { size, rows, logMass };
}

interface Kernel {
  readonly value: number;
  readonly bandwidth: number;
  readonly row: number;
}

/** Normal kernels around the middle of each value's cell, their mass over every cell; `bandwidths` has one per trial. */
export function orderedTable(
  parameter: Parameter,
  { size, values }: TabulatedKernels,
  bandwidths: Float64Array,
): KernelTable {
  const kernels: Kernel[] = [];
  // Of the trials with one value only the outer two have a neighbour at a distance, so there are at most three kernels a value.
  const ofValue = Array.from({ length: size }, (): Kernel[] => []);
  const found = Array.from(values, (value, k) => {
    const known = ofValue[value];
    if (!known) return undefined;
    const bandwidth = bandwidths[k] ?? 1;
    let kernel = known.find((candidate) => candidate.bandwidth === bandwidth);
    if (!kernel) {
      kernel = { value, bandwidth, row: kernels.length };
      known.push(kernel);
      kernels.push(kernel);
    }
    return kernel.row;
  });
  const rows = new Int32Array(values.length + 1).fill(kernels.length);
  found.forEach((row, k) => {
    if (row !== undefined) rows[k] = row;
  });
  const cells = Array.from({ length: countValues(parameter) }, (_, value) => cellOf(parameter, value));
  const logMass = new Float64Array((kernels.length + 1) * size);
  for (const { value, bandwidth, row } of kernels) {
    const [start, end] = cells[value] ?? [0, 1];
    const middle = (start + end) / 2;
    const inside = normalMass(-middle / bandwidth, (1 - middle) / bandwidth);
    cells.forEach(([from, to], at) => {
      const mass = normalMass((from - middle) / bandwidth, (to - middle) / bandwidth) / inside;
      // A value far from every kernel keeps a density that can be divided by.
      logMass[row * size + at] = Math.log(Math.max(mass, 1e-300));
    });
  }
  cells.forEach(([from, to], at) => {
    logMass[kernels.length * size + at] = Math.log(to - from);
  });
  return { size, rows, logMass };
}
