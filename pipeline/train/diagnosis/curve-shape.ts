import type { EpochRecord } from '../../study/trial.js';
import { thresholds } from './thresholds.js';

/** The columns of learning curves, one value an epoch. */
export interface Curves {
  readonly trainLoss: readonly number[];
  readonly validationLoss: readonly number[];
  readonly trainScore: readonly number[];
  readonly validationScore: readonly number[];
}

export function columnsOf(history: readonly EpochRecord[]): Curves {
  return {
    trainLoss: history.map((record) => record.trainLoss),
    validationLoss: history.map((record) => record.validationLoss),
    trainScore: history.map((record) => record.trainScore),
    validationScore: history.map((record) => record.validationScore),
  };
}

export const firstOf = (values: readonly number[]): number => values[0] ?? Number.NaN;

/** The mean of the last epochs. */
export function endOf(values: readonly number[]): number {
  return mean(values.slice(-windowOf(values)));
}

/** Means of as many epochs as make up the end, one for each place: noise of single epochs is gone. */
export function smoothed(values: readonly number[]): readonly number[] {
  const width = windowOf(values);
  return values.slice(width - 1).map((_, i) => mean(values.slice(i, i + width)));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How far each value is above the one before it. */
export function steps(values: readonly number[]): readonly number[] {
  return values.slice(1).map((value, i) => value - (values[i] ?? value));
}

function windowOf(values: readonly number[]): number {
  return Math.max(1, Math.floor(values.length * thresholds.endShare));
}
