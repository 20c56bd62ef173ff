import { noClass } from './class-predictions.js';

/** So many samples of one class were taken for another, or for their own. Classes are told by index. */
export type ConfusionCell = readonly [actual: number, predicted: number, count: number];

/** The cells of the confusion matrix that are not zero, by row and column. Samples without a prediction are left out. */
export function countConfusion(actual: ArrayLike<number>, predicted: ArrayLike<number>): readonly ConfusionCell[] {
  const counts = new Map<string, ConfusionCell>();
  for (let i = 0; i < actual.length; i++) {
    const [row, column] = [actual[i] ?? noClass, predicted[i] ?? noClass];
    if (column === noClass) continue;
    const key = `${row} ${column}`;
    counts.set(key, [row, column, (counts.get(key)?.[2] ?? 0) + 1]);
  }
  return [...counts.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** The mistakes, the most frequent first; equal ones by class. */
export const mostConfused = (cells: readonly ConfusionCell[]): readonly ConfusionCell[] =>
  cells.filter(([actual, predicted]) => actual !== predicted).sort((a, b) => b[2] - a[2] || a[0] - b[0] || a[1] - b[1]);

/** How well one class is recognised; NaN where there is nothing to divide by. */
export interface ClassScore {
  /** Samples of the class. */
  readonly count: number;
  /** Share of them that are recognised. */
  readonly recall: number;
  /** Share of those taken for the class that are of it. */
  readonly precision: number;
}

/** One for each class. */
export function classScores(cells: readonly ConfusionCell[], classes: number): readonly ClassScore[] {
  const [actual, predicted, right] = [0, 1, 2].map(() => new Float64Array(classes));
  if (!actual || !predicted || !right) return [];
  for (const [row, column, count] of cells) {
    actual[row] = (actual[row] ?? 0) + count;
    predicted[column] = (predicted[column] ?? 0) + count;
    if (row === column) right[row] = (right[row] ?? 0) + count;
  }
  return Array.from(right, (hits, label) => ({
    count: actual[label] ?? 0,
    recall: hits / (actual[label] ?? 0),
    precision: hits / (predicted[label] ?? 0),
  }));
}
