import { studentT } from './student-t.js';

/** A mean with its uncertainty. */
export interface TrimmedMean {
  readonly mean: number;
  /** Standard error; NaN from one value. */
  readonly standardError: number;
  readonly degrees: number;
}

/** Cut off at either end: one process in ten may be hit by something without counting. */
const trimmedShare = 0.1;

/**
 * The mean without the lowest and highest tenth, and its standard error from the winsorised variance (Tukey and McLaughlin 1963; Yuen
 * 1974). Below ten values it is the mean.
 * @param values at least one
 */
export function trimmedMean(values: readonly number[]): TrimmedMean {
  const sorted = [...values].sort((a, b) => a - b);
  const cut = Math.floor(trimmedShare * sorted.length);
  const kept = sorted.slice(cut, sorted.length - cut);
  const mean = meanOf(kept);
  const [lowest = mean, highest = mean] = [kept[0], kept.at(-1)];
  const winsorised = [...Array<number>(cut).fill(lowest), ...kept, ...Array<number>(cut).fill(highest)];
  const centre = meanOf(winsorised);
  const variance = winsorised.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (sorted.length - 1);
  const standardError = (Math.sqrt(variance / sorted.length) * sorted.length) / kept.length;
  return { mean, standardError, degrees: kept.length - 1 };
}

/** Half the width of the interval around a trimmed mean. */
export function halfWidth({ standardError, degrees }: TrimmedMean, confidence: number): number {
  return studentT(confidence, degrees) * standardError;
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
