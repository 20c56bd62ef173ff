import type { Task } from '../load/data.js';

/** Outputs of the trained network beside those of its exported file, row-major [rows, columns]. */
export interface ParityInput {
  readonly reference: Float32Array;
  readonly candidate: Float32Array;
  readonly rows: number;
  readonly columns: number;
  readonly kind: Task['kind'];
}

export interface Parity {
  /** Largest absolute difference; infinite where either side is not a number. */
  readonly maxAbs: number;
  /** `maxAbs` as a share of the largest reference output, which is what single precision promises something about. */
  readonly maxRel: number;
  /** Share of rows with the same top class, in [0, 1]; undefined for regression and single outputs. */
  readonly top1: number | undefined;
}

/**
 * Classes whose reference outputs are closer than this share of the row's largest are tied in single precision
 * (about 8 units in the last place), so either may be on top.
 */
const tieTolerance = 1e-6;

/** @throws RangeError when the sizes do not fit: a defect of the caller */
export function measureParity({ reference, candidate, rows, columns, kind }: ParityInput): Parity {
  if (rows < 1 || columns < 1 || reference.length !== rows * columns || candidate.length !== reference.length) {
    throw new RangeError(
      `parity of ${rows} x ${columns} outputs needs as many values, got ${reference.length} and ${candidate.length}`,
    );
  }
  let maxAbs = 0;
  let scale = 0;
  for (let i = 0; i < reference.length; i++) {
    const expected = reference[i] ?? Number.NaN;
    const difference = Math.abs(expected - (candidate[i] ?? Number.NaN));
    // NaN compares false with everything, and would otherwise pass as no difference.
    if (!(difference <= maxAbs)) maxAbs = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    scale = Math.max(scale, Math.abs(expected));
  }
  return {
    maxAbs,
    maxRel: scale > 0 && Number.isFinite(maxAbs) ? maxAbs / scale : maxAbs,
    top1: kind === 'classification' && columns > 1 ? topAgreement(reference, candidate, rows, columns) : undefined,
  };
}

function topAgreement(reference: Float32Array, candidate: Float32Array, rows: number, columns: number): number {
  let agreed = 0;
  for (let row = 0; row < rows; row++) {
    const expected = reference.subarray(row * columns, (row + 1) * columns);
    const chosen = expected[topOf(candidate.subarray(row * columns, (row + 1) * columns))] ?? Number.NaN;
    const best = expected[topOf(expected)] ?? Number.NaN;
    const largest = expected.reduce((soFar, value) => Math.max(soFar, Math.abs(value)), 0);
    if (best - chosen <= tieTolerance * largest) agreed++;
  }
  return agreed / rows;
}

/** Index of the largest value, the first of equals. */
function topOf(values: Float32Array): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? Number.NEGATIVE_INFINITY) ? index : best), 0);
}
