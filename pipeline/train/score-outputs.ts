import type { Split, Task } from '../load/data.js';
import { scoreOf } from './score.js';

/**
 * Accuracy (classification) or R2 (regression) of outputs that have been computed already.
 * @param outputs row-major, one row for each of the split
 */
export function scoreOutputs(kind: Task['kind'], outputs: Float32Array, split: Split): number {
  const columns = outputs.length / (split.y.shape[0] ?? 0);
  const sums = kind === 'classification' ? hits(outputs, columns, split) : squaredErrors(outputs, columns, split);
  return scoreOf(kind, split)(sums);
}

/** How many rows have their largest output, the first of equals, at the target's class. */
function hits(values: Float32Array, columns: number, { y }: Split): Float64Array {
  let count = 0;
  for (let row = 0; row < values.length / columns; row++) {
    const outputs = values.subarray(row * columns, (row + 1) * columns);
    const top = outputs.reduce((best, value, i) => (value > (outputs[best] ?? Number.NaN) ? i : best), 0);
    if (top === y.get(row)) count++;
  }
  return Float64Array.of(count);
}

/** Summed over the rows, one for each target. */
function squaredErrors(values: Float32Array, columns: number, { y }: Split): Float64Array {
  const sums = new Float64Array(columns);
  values.forEach((value, i) => {
    const target = i % columns;
    sums[target] = (sums[target] ?? 0) + (value - y.get(Math.floor(i / columns), target)) ** 2;
  });
  return sums;
}
