import type { ValueRange } from '../affine-quantization.js';

/** How often values of a tensor fall into bins of equal width, from -limit to limit, so that zero is a border. */
export interface Histogram {
  /** The largest absolute value. */
  readonly limit: number;
  /** Twice `binsASide` counts. */
  readonly counts: Float64Array;
  /** The smallest and the largest value themselves. */
  readonly range: ValueRange;
}

/** As many as TensorRT takes for absolute values (Migacz 2017). */
export const binsASide = 2048;

export function emptyHistogram(range: ValueRange): Histogram {
  return { limit: Math.max(-range.min, range.max, 0), counts: new Float64Array(2 * binsASide), range };
}

/** Counts values of the tensor that the histogram was made for. */
export function count({ limit, counts }: Histogram, values: Float32Array): void {
  const perBin = limit > 0 ? binsASide / limit : 0;
  const last = counts.length - 1;
  for (const value of values) {
    const bin = Math.min(last, Math.max(0, Math.floor(binsASide + value * perBin)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
}
