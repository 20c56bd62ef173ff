import type { RandomStream } from '../../../random/random-stream.js';
import { runsOf, type Side, sideOf } from './box.js';
import type { CellDimension } from './cell-table.js';

/** Cells that go to the left: those below a cut, or those marked with 1. */
export type Split = { readonly below: number } | { readonly members: Uint8Array };

/**
 * A random split that leaves settings on both sides (Geurts et al. 2006, table 1): an ordered hyperparameter is cut uniformly
 * between the smallest and the largest coordinate of `rows`, the values of a choice go left or right at random. Undefined
 * where all rows have the same cell.
 */
export function drawSplit(dimension: CellDimension, rows: Int32Array, random: RandomStream): Split | undefined {
  return dimension.ordered ? drawCut(dimension, rows, random) : drawSubset(dimension, rows, random);
}

function drawCut({ cells, edges }: CellDimension, rows: Int32Array, random: RandomStream): Split | undefined {
  let smallest = edges.length;
  let largest = -1;
  for (let i = 0; i < rows.length; i++) {
    const cell = cells[rows[i] ?? 0] ?? -1;
    if (cell < smallest) smallest = cell;
    if (cell > largest) largest = cell;
  }
  if (smallest === largest) return undefined;
  const middle = (cell: number) => ((edges[cell] ?? 0) + (edges[cell + 1] ?? 0)) / 2;
  const threshold = middle(smallest) + random.uniform() * (middle(largest) - middle(smallest));
  // The first cell whose middle lies above the threshold; the largest always does.
  let low = smallest + 1;
  let high = largest;
  while (low < high) {
    const between = (low + high) >> 1;
    if (middle(between) > threshold) high = between;
    else low = between + 1;
  }
  return { below: low };
}

function drawSubset({ cells, edges }: CellDimension, rows: Int32Array, random: RandomStream): Split | undefined {
  const seen = new Uint8Array(edges.length - 1);
  for (const row of rows) seen[cells[row] ?? -1] = 1;
  const kinds = seen.reduce((sum, one) => sum + one, 0);
  if (kinds < 2) return undefined;
  // Drawn again until both sides are seen, which takes two draws at most in the mean.
  for (;;) {
    const members = seen.map(() => random.bits() & 1);
    const left = seen.reduce((sum, one, cell) => sum + (one & (members[cell] ?? 0)), 0);
    if (left > 0 && left < kinds) return { members };
  }
}

/** What a split takes off the sum of squared deviations of `losses` (which must be centred) in `rows`. */
export function gainOf(split: Split, cells: Int32Array, rows: Int32Array, losses: Float64Array): number {
  const below = 'below' in split ? split.below : 0;
  const members = 'members' in split ? split.members : undefined;
  let count = 0;
  let sum = 0;
  let total = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    const loss = losses[row] ?? 0;
    const cell = cells[row] ?? -1;
    total += loss;
    if (members ? members[cell] === 1 : cell < below) {
      count++;
      sum += loss;
    }
  }
  const rest = total - sum;
  return (sum * sum) / count + (rest * rest) / (rows.length - count) - (total * total) / rows.length;
}

/** Brings the rows that go left to the front. @returns how many they are */
export function partition(split: Split, cells: Int32Array, rows: Int32Array): number {
  let left = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    const cell = cells[row] ?? -1;
    if ('below' in split ? cell >= split.below : split.members[cell] !== 1) continue;
    rows[i] = rows[left] ?? 0;
    rows[left++] = row;
  }
  return left;
}

/** The two parts of a box's side; cells that no row of the node has go where the split says. */
export function splitSide(
  split: Split,
  dimension: CellDimension,
  side: Side | undefined,
): readonly [left: Side, right: Side] {
  const size = dimension.edges.length - 1;
  const { runs } = side ?? { runs: [0, size] };
  if ('below' in split) {
    const [from = 0, to = size] = runs;
    return [sideOf(dimension, [from, split.below]), sideOf(dimension, [split.below, to])];
  }
  const held = new Uint8Array(size);
  for (let i = 0; i < runs.length; i += 2) held.fill(1, runs[i], runs[i + 1]);
  const part = (left: number) => held.map((one, cell) => (split.members[cell] === left ? one : 0));
  return [sideOf(dimension, runsOf(part(1))), sideOf(dimension, runsOf(part(0)))];
}
