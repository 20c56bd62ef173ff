import type { ValueRange } from '../affine-quantization.js';
import type { CalibrationMethod } from './calibration-method.js';
import { binsASide, type Histogram } from './histogram.js';

/** Share of the values, in percent, that keep their own number. */
export const defaultPercentile = 99.99;

/**
 * Cuts the rarest values off (Wu et al. 2020, section 5): what is beyond the percentile becomes the end of the range. Half of
 * them are taken from each end, or all from the upper one where no value is negative.
 */
export function percentileRange({ limit, counts, range }: Histogram, percentile: number): ValueRange {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const outside = total * (1 - percentile / 100);
  const oneSided = range.min >= 0;
  const width = limit / binsASide;
  const upper = -lowerEnd(counts.toReversed(), oneSided ? outside : outside / 2, limit, width);
  const lower = oneSided ? range.min : lowerEnd(counts, outside / 2, limit, width);
  return { min: Math.max(range.min, lower), max: Math.min(range.max, upper) };
}

/** The value that `below` of the values are smaller than, which are taken to lie evenly in their bin. */
function lowerEnd(counts: Float64Array, below: number, limit: number, width: number): number {
  let left = below;
  for (const [bin, n] of counts.entries()) {
    if (n > left) return -limit + width * (bin + left / n);
    left -= n;
  }
  return limit;
}

export const percentile: CalibrationMethod = {
  summary: `leaves out ${(100 - defaultPercentile).toFixed(2)} % of the values, the outermost`,
  needs: 'histogram',
  range: (histogram) => percentileRange(histogram, defaultPercentile),
};
