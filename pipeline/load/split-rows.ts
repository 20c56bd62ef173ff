import { randomStream } from '../random/random-stream.js';
import { shuffledIndices } from '../random/shuffled-indices.js';
import type { SplitSizes } from './split-sizes.js';
import { stratifiedOrder } from './stratified-order.js';

/** The rows one part of a data set has; `labels` (class indices) are given for a stratified split. */
export interface Rows {
  readonly count: number;
  readonly labels?: Int32Array;
}

/** Row numbers of each split. `test` counts in the test part where there is one. */
export interface RowSplit {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

export interface SplitOrder {
  readonly seed: number;
  /** `false` takes rows in file order: first train, then validation, then test. */
  readonly shuffle: boolean;
}

/** Draws the splits; no row is in two of them. The same sizes and seed give the same rows in the same order. */
export function splitRows(
  part: Rows,
  testPart: Rows | undefined,
  sizes: SplitSizes,
  { seed, shuffle }: SplitOrder,
): RowSplit {
  const cutFrom = (rows: Rows, name: string, counts: readonly number[]): Uint32Array[] => {
    const random = randomStream(seed, 'split', name);
    const order = !shuffle
      ? Uint32Array.from({ length: rows.count }, (_, i) => i)
      : rows.labels
        ? stratifiedOrder(rows.labels, random)
        : shuffledIndices(rows.count, random);
    let from = 0;
    return counts.map((count) => {
      const cut = order.slice(from, from + count);
      from += count;
      // A stratified order is nearly periodic in the classes; within a split the order must carry no information.
      return shuffle && rows.labels ? permuted(cut, shuffledIndices(count, random)) : cut;
    });
  };
  const empty = new Uint32Array();
  if (!testPart) {
    const [train = empty, validation = empty, test = empty] = cutFrom(part, 'all', [
      sizes.train,
      sizes.validation,
      sizes.test,
    ]);
    return { train, validation, test };
  }
  const [train = empty, validation = empty] = cutFrom(part, 'train', [sizes.train, sizes.validation]);
  const [test = empty] = cutFrom(testPart, 'test', [sizes.test]);
  return { train, validation, test };
}

function permuted(values: Uint32Array, order: Uint32Array): Uint32Array {
  return order.map((i) => values[i] as number);
}
