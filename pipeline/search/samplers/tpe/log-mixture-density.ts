import { logMassInside, type Marginal, type NormalMarginal, type TableMarginal } from './marginal.js';

/** Kernels so far below the prior, exp(-40) = 4e-18 of it, are beyond the last digit of the sum. */
const negligible = 40;

/** Written by every evaluation. */
export interface KernelWorkspace {
  readonly sums: Float64Array;
  readonly alive: Int32Array;
  /** 0, 1, 2, ...: all kernels. */
  readonly all: Int32Array;
}

export const kernelWorkspace = (count: number): KernelWorkspace => ({
  sums: new Float64Array(count),
  alive: new Int32Array(count),
  all: new Int32Array(count).map((_, k) => k),
});

/**
 * Log of the sum of all kernels at `point`, NaN where a hyperparameter is inactive. `base` holds each kernel's log-weight with the
 * peaks of the hyperparameters without a condition; the last kernel is the prior. Each further hyperparameter can only lower a
 * kernel, and most are far away in the first few: those are dropped, which leaves a long history a fraction of its cost. Being cut off at
 * the ends of the range then raises a kernel again, by a factor of two at most: that is worked out for those that stay.
 */
export function logMixtureDensity(
  point: Float64Array,
  marginals: readonly Marginal[],
  base: Float64Array,
  { sums, alive, all }: KernelWorkspace,
): number {
  // The first pass reads what is the same for every point, the later ones what the first has written.
  let from = base;
  let prior = base.at(-1) ?? 0;
  const columns: Float64Array[] = [];
  let raised = 0;
  for (let d = 0; d < marginals.length; d++) {
    const x = point[d] ?? Number.NaN;
    const marginal = marginals[d];
    if (!marginal || Number.isNaN(x)) continue;
    if (marginal.kind === 'table') {
      const column = tableColumn(marginal, x);
      columns[d] = column;
      prior += column.at(-1) ?? 0;
    } else if (marginal.dimension.parameter.when) {
      if (from === base) sums.set(base);
      from = sums;
      addTo(sums, marginal.logPeaks);
    }
    if (marginal.kind === 'normal') raised += Math.LN2;
  }
  const least = prior - negligible - raised;
  let kernels = all;
  let count = all.length;
  for (let d = 0; d < marginals.length; d++) {
    const x = point[d] ?? Number.NaN;
    const marginal = marginals[d];
    if (!marginal || Number.isNaN(x)) continue;
    const passed = { from, kernels, count, least, sums, alive };
    const column = columns[d];
    count = marginal.kind === 'table' ? keepByTable(passed, marginal, column) : keepByDistance(passed, marginal, x);
    from = sums;
    kernels = alive;
  }
  for (let d = 0; d < marginals.length; d++) {
    const marginal = marginals[d];
    if (marginal?.kind !== 'normal' || Number.isNaN(point[d] ?? Number.NaN)) continue;
    for (let i = 0; i < count; i++) {
      const k = kernels[i] ?? 0;
      sums[k] = (sums[k] ?? 0) - logMassInside(marginal, k);
    }
  }
  return logSumExp(from, kernels, count);
}

export function addTo(sums: Float64Array, terms: Float64Array): void {
  for (let k = 0; k < terms.length; k++) sums[k] = (sums[k] ?? 0) + (terms[k] ?? 0);
}

/** What each row of the table says of the value at `x`. */
function tableColumn({ size, logMass, valueAtCoordinate }: TableMarginal, x: number): Float64Array {
  const value = valueAtCoordinate(x);
  const column = new Float64Array(logMass.length / size);
  for (let row = 0; row < column.length; row++) column[row] = logMass[row * size + value] ?? 0;
  return column;
}

/** The first `count` of `kernels` and their sums in `from`; those that stay above `least` go to `alive` and `sums`. */
interface Pass {
  readonly from: Float64Array;
  readonly kernels: Int32Array;
  readonly count: number;
  readonly least: number;
  readonly sums: Float64Array;
  readonly alive: Int32Array;
}

/** @returns how many kernels stay */
function keepByDistance(pass: Pass, { means, inverseBandwidths }: NormalMarginal, x: number): number {
  const { from, kernels, count, least, sums, alive } = pass;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const k = kernels[i] ?? 0;
    const z = (x - (means[k] ?? 0)) * (inverseBandwidths[k] ?? 0);
    const sum = (from[k] ?? 0) - 0.5 * z * z;
    if (sum < least) continue;
    sums[k] = sum;
    alive[kept++] = k;
  }
  return kept;
}

function keepByTable(pass: Pass, { rows }: TableMarginal, column: Float64Array | undefined): number {
  const { from, kernels, count, least, sums, alive } = pass;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const k = kernels[i] ?? 0;
    const sum = (from[k] ?? 0) + (column?.[rows[k] ?? 0] ?? 0);
    if (sum < least) continue;
    sums[k] = sum;
    alive[kept++] = k;
  }
  return kept;
}

function logSumExp(sums: Float64Array, kernels: Int32Array, count: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) largest = Math.max(largest, sums[kernels[i] ?? 0] ?? 0);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.exp((sums[kernels[i] ?? 0] ?? 0) - largest);
  return largest + Math.log(sum);
}
