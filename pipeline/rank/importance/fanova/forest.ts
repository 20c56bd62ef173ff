import { z } from 'zod';
import { randomStream } from '../../../random/random-stream.js';
import type { LossTable } from '../importance-method.js';
import { type CellDimension, cellTable } from './cell-table.js';
import { growTree, type Leaf } from './grow-tree.js';
import { totalVariance } from './marginal-effects.js';

export const forestOptions = z.strictObject({
  /** More trees scatter less. */
  trees: z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' }).default(64),
  /** How many splits lie one within the other at most. */
  maxDepth: z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' }).default(64),
});

export type ForestOptions = z.output<typeof forestOptions>;

/**
 * Grows a forest on the losses and measures each tree with `measure`, in shares of that tree's variance; gives the mean over the
 * trees that vary at all (Hutter, Hoos and Leyton-Brown 2014, algorithm 2). One tree is held at a time.
 * @param measure one figure for each hyperparameter or pair, in units of the squared loss
 */
export function meanShares(
  table: LossTable,
  { trees, maxDepth }: ForestOptions,
  seed: number,
  measure: (leaves: readonly Leaf[], dimensions: readonly CellDimension[]) => readonly number[],
): { readonly names: readonly string[]; readonly shares: readonly number[] } {
  const cells = cellTable({ ...table, losses: centred(table.losses) });
  const sums: number[] = [];
  let varying = 0;
  for (let tree = 0; tree < trees; tree++) {
    const leaves = growTree(cells, randomStream(seed, 'fanova', tree), maxDepth);
    const variance = totalVariance(leaves);
    if (variance < roundingNoise ** 2) continue;
    varying++;
    measure(leaves, cells.dimensions).forEach((effect, i) => {
      sums[i] = (sums[i] ?? 0) + effect / variance;
    });
  }
  return {
    names: cells.dimensions.map(({ name }) => name),
    shares: sums.map((sum) => (sum < roundingNoise * varying ? 0 : sum / varying)),
  };
}

/** What is left of 0 after sums in double precision; made into a part of the whole it would look like an importance. */
const roundingNoise = 1e-12;

/** Losses around 0 and at most 1 in size: shares of variance do not change, and no square overflows or vanishes. */
function centred(losses: Float64Array): Float64Array {
  const largest = losses.reduce((size, loss) => Math.max(size, Math.abs(loss)), 0);
  if (largest === 0) return losses;
  const scaled = losses.map((loss) => loss / largest);
  const mean = scaled.reduce((sum, loss) => sum + loss, 0) / scaled.length;
  const deviations = scaled.map((loss) => loss - mean);
  const spread = deviations.reduce((size, deviation) => Math.max(size, Math.abs(deviation)), 0);
  return spread === 0 ? deviations : deviations.map((deviation) => deviation / spread);
}
