import { r2 } from '../train/score.js';

/** What a network makes of one target; in the target's own unit where it is not a share. */
export interface Residuals {
  readonly r2: number;
  /** Root of the mean squared error. */
  readonly rmse: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** Mean of true value - prediction: above 0 the network says too little. */
  readonly bias: number;
  /** Some samples, evenly chosen: true value and prediction. */
  readonly points: readonly (readonly [actual: number, predicted: number])[];
  readonly histogram: ResidualHistogram;
}

/** How often true value - prediction falls between `start + i * width` and `start + (i + 1) * width`. */
export interface ResidualHistogram {
  readonly start: number;
  readonly width: number;
  readonly counts: readonly number[];
}

/** More cannot be told apart in a picture. */
export const mostPoints = 1500;
const mostBins = 60;

/** Of samples that all have a finite prediction, one or more. */
export function describeResiduals(actual: Float64Array, predicted: Float64Array): Residuals {
  const n = actual.length;
  const residuals = actual.map((value, i) => value - (predicted[i] ?? Number.NaN));
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value / n, 0);
  const centre = mean(actual);
  const squares = residuals.map((residual) => residual ** 2);
  const deviations = actual.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const shown = Math.min(n, mostPoints);
  return {
    r2: r2(
      squares.reduce((sum, square) => sum + square, 0),
      deviations,
    ),
    rmse: Math.sqrt(mean(squares)),
    mae: mean(residuals.map(Math.abs)),
    bias: mean(residuals),
    points: Array.from({ length: shown }, (_, i) => {
      const at = Math.floor((i * n) / shown);
      return [brief(actual[at] ?? Number.NaN), brief(predicted[at] ?? Number.NaN)] as const;
    }),
    histogram: residualHistogram(residuals),
  };
}

/** Six digits are more than a picture shows. */
const brief = (value: number) => Number(value.toPrecision(6));

/** Bins of the width 2 IQR / n^(1/3) (Freedman and Diaconis 1981), at most sixty. */
function residualHistogram(residuals: Float64Array): ResidualHistogram {
  const sorted = Float64Array.from(residuals).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const [low, high] = [at(0), at(1)];
  if (low === high) return { start: low - 0.5, width: 1, counts: [sorted.length] };
  const wanted = (2 * (at(0.75) - at(0.25))) / Math.cbrt(sorted.length);
  const bins = wanted > 0 ? Math.min(mostBins, Math.max(1, Math.ceil((high - low) / wanted))) : mostBins;
  const width = (high - low) / bins;
  const counts = Array.from({ length: bins }, () => 0);
  for (const residual of sorted) {
    const bin = Math.min(bins - 1, Math.floor((residual - low) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { start: low, width, counts };
}
