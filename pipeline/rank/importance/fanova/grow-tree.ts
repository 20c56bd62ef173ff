import type { RandomStream } from '../../../random/random-stream.js';
import { shuffledIndices } from '../../../random/shuffled-indices.js';
import { type Box, liesWithin, volumeOf } from './box.js';
import type { CellDimension, CellTable } from './cell-table.js';
import { drawSplit, gainOf, partition, type Split, splitSide } from './split.js';

/** A tree predicts the same for all of a leaf. The leaves of a tree are boxes that cover the space, each point once. */
export interface Leaf {
  readonly box: Box;
  /** Share of the space. */
  readonly volume: number;
  /** Mean loss of the settings in it. */
  readonly value: number;
}

/**
 * An extremely randomized regression tree (Geurts, Ernst and Wehenkel 2006): at each node one random split of each
 * hyperparameter, of which the one is kept that leaves the least squared error. It learns from all settings and grows until
 * a leaf's losses or its settings are equal, so that on a full grid it is the function itself. A conditional hyperparameter is
 * split only in boxes where it is active.
 * @param table with losses around 0: the error of a split is computed from sums of squares
 */
export function growTree(table: CellTable, random: RandomStream, maxDepth: number): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const grow = (rows: Int32Array, box: Box, depth: number): void => {
    const best = depth < maxDepth && !isPure(rows, table.losses) ? bestSplit(table, rows, box, random) : undefined;
    if (!best) {
      leaves.push({ box, volume: volumeOf(box), value: meanLoss(rows, table.losses) });
      return;
    }
    const { d, dimension, split } = best;
    const [left, right] = splitSide(split, dimension, box[d]);
    const size = partition(split, dimension.cells, rows);
    grow(rows.subarray(0, size), box.with(d, left), depth + 1);
    grow(rows.subarray(size), box.with(d, right), depth + 1);
  };
  const rows = Int32Array.from(table.losses, (_, row) => row);
  const everything = table.dimensions.map(() => undefined);
  grow(rows, everything, 0);
  return leaves;
}

interface BestSplit {
  readonly d: number;
  readonly dimension: CellDimension;
  readonly split: Split;
  readonly gain: number;
}

/** Gains that differ by less are equal: the order in which losses are summed must not decide. */
const equality = 1e-9;

/** Of equal gains the first drawn is kept: two settings are parted equally well by every hyperparameter, and none may be preferred. */
function bestSplit(table: CellTable, rows: Int32Array, box: Box, random: RandomStream): BestSplit | undefined {
  let best: BestSplit | undefined;
  for (const d of shuffledIndices(table.dimensions.length, random)) {
    const dimension = table.dimensions[d];
    if (!dimension || !liesWithin(box, dimension.requires)) continue;
    const split = drawSplit(dimension, rows, random);
    if (!split) continue;
    const gain = gainOf(split, dimension.cells, rows, table.losses);
    if (best && gain <= best.gain + equality * Math.abs(best.gain)) continue;
    best = { d, dimension, split, gain };
  }
  return best;
}

function isPure(rows: Int32Array, losses: Float64Array): boolean {
  const first = losses[rows[0] ?? 0];
  return rows.every((row) => losses[row] === first);
}

function meanLoss(rows: Int32Array, losses: Float64Array): number {
  let sum = 0;
  for (const row of rows) sum += losses[row] ?? 0;
  return sum / rows.length;
}
