import type { Marginal } from './marginal.js';

/** Kernels so far below the prior, exp(-40) = 4e-18 of it, are beyond the last digit of the sum. */
const negligible = 40;

interface Workspace {
  readonly sums: Float64Array;
  readonly alive: Uint32Array;
}

/**
 * Log of the sum of all kernels at `point`, NaN where a hyperparameter is inactive. `base` holds each kernel's log-weight with the
 * normalisers of the hyperparameters without a condition; the last kernel is the prior. Each further hyperparameter can only lower a
 * kernel, and most are far away in the first few: those are dropped, which leaves a long history a fraction of its cost.
 */
export function logMixtureDensity(
  point: Float64Array,
  marginals: readonly Marginal[],
  base: Float64Array,
  { sums, alive }: Workspace,
): number {
  sums.set(base);
  const columns: (Float64Array | undefined)[] = [];
  let prior = base.at(-1) ?? 0;
  for (let d = 0; d < marginals.length; d++) {
    const x = point[d] ?? Number.NaN;
    const marginal = marginals[d];
    if (!marginal || Number.isNaN(x)) continue;
    if (marginal.dimension.parameter.when) addTo(sums, marginal.logNormaliser);
    if (!marginal.table) continue;
    // The prior is uniform: 1 where there is a normal kernel, a value's share of the range where there is a table.
    const column = tableColumn(marginal.table, x);
    columns[d] = column;
    prior += column.at(-1) ?? 0;
  }
  const least = prior - negligible;
  for (let k = 0; k < alive.length; k++) alive[k] = k;
  let count = alive.length;
  for (let d = 0; d < marginals.length; d++) {
    const x = point[d] ?? Number.NaN;
    const marginal = marginals[d];
    if (!marginal || Number.isNaN(x)) continue;
    const column = columns[d];
    count =
      column && marginal.table
        ? keepByTable(sums, alive, count, least, marginal.table.rows, column)
        : keepByDistance(sums, alive, count, least, marginal.means, marginal.inverseBandwidths, x);
  }
  return logSumExp(sums, alive, count);
}

function addTo(sums: Float64Array, terms: Float64Array): void {
  for (let k = 0; k < terms.length; k++) sums[k] = (sums[k] ?? 0) + (terms[k] ?? 0);
}

/** What each row of the table says of the value at `x`. */
function tableColumn({ size, logMass, valueAtCoordinate }: NonNullable<Marginal['table']>, x: number): Float64Array {
  const value = valueAtCoordinate(x);
  const column = new Float64Array(logMass.length / size);
  for (let row = 0; row < column.length; row++) column[row] = logMass[row * size + value] ?? 0;
  return column;
}

/** @returns how many kernels are left, first in `alive` */
function keepByDistance(
  sums: Float64Array,
  alive: Uint32Array,
  count: number,
  least: number,
  means: Float64Array,
  inverseBandwidths: Float64Array,
  x: number,
): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const k = alive[i] ?? 0;
    const z = (x - (means[k] ?? 0)) * (inverseBandwidths[k] ?? 0);
    const sum = (sums[k] ?? 0) - 0.5 * z * z;
    if (sum < least) continue;
    sums[k] = sum;
    alive[kept++] = k;
  }
  return kept;
}

function keepByTable(
  sums: Float64Array,
  alive: Uint32Array,
  count: number,
  least: number,
  rows: Int32Array,
  column: Float64Array,
): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const k = alive[i] ?? 0;
    const sum = (sums[k] ?? 0) + (column[rows[k] ?? 0] ?? 0);
    if (sum < least) continue;
    sums[k] = sum;
    alive[kept++] = k;
  }
  return kept;
}

function logSumExp(sums: Float64Array, alive: Uint32Array, count: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) largest = Math.max(largest, sums[alive[i] ?? 0] ?? 0);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.exp((sums[alive[i] ?? 0] ?? 0) - largest);
  return largest + Math.log(sum);
}
