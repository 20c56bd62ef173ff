import type { ValueRange } from '../affine-quantization.js';
import type { Histogram } from './histogram.js';

/** How the range of an activation follows from the values it had on the calibration samples. */
export type CalibrationMethod = {
  /** What it does, in a line. */
  readonly summary: string;
} & (
  | { readonly needs: 'range'; readonly range: (range: ValueRange) => ValueRange }
  /** A second run over the samples counts them. */
  | { readonly needs: 'histogram'; readonly range: (histogram: Histogram, levels: number) => ValueRange }
);
