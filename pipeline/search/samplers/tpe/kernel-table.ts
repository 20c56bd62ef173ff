import { countValues } from '../../../study/parameter-values.js';
import type { Parameter } from '../../../study/space.js';
import { cellOf } from '../../encoding/unit-interval.js';
import { normalMass } from '../../statistics/normal-distribution.js';

/**
 * Log-probabilities of a hyperparameter with `size` values under the kernel of each value: entry `row * size + value`. The
 * last row, `size`, is the uniform kernel of a trial without a value.
 */
export type KernelTable = Float64Array;

/** Kernel of a choice (Aitchison and Aitken 1976): the value itself and, with the weight of one observation in `observations`, all. */
export function choiceTable(size: number, observations: number): KernelTable {
  const share = 1 / (observations + 1);
  const total = Math.log1p(size * share);
  return Float64Array.from({ length: (size + 1) * size }, (_, entry) => {
    const row = Math.floor(entry / size);
    if (row === size) return -Math.log(size);
    return Math.log((row === entry % size ? 1 : 0) + share) - total;
  });
}

/** Normal kernels around the middle of each value's cell, their mass over every cell; `bandwidths` holds one per value. */
export function orderedTable(parameter: Parameter, bandwidths: ArrayLike<number>): KernelTable {
  const size = countValues(parameter);
  const cells = Array.from({ length: size }, (_, value) => cellOf(parameter, value));
  const table = new Float64Array((size + 1) * size);
  cells.forEach(([start, end], row) => {
    const middle = (start + end) / 2;
    const bandwidth = bandwidths[row] ?? 1;
    const inside = normalMass(-middle / bandwidth, (1 - middle) / bandwidth);
    cells.forEach(([from, to], value) => {
      const mass = normalMass((from - middle) / bandwidth, (to - middle) / bandwidth) / inside;
      // A value far from every kernel keeps a density that can be divided by.
      table[row * size + value] = Math.log(Math.max(mass, 1e-300));
    });
  });
  cells.forEach(([from, to], value) => {
    table[size * size + value] = Math.log(to - from);
  });
  return table;
}
