import type { Genotype } from './genotype.js';

/** A cell of a network. */
export interface CellPlace {
  readonly kind: keyof Genotype;
  /** Of each of its nodes; the cell has as many times more as it has nodes. */
  readonly channels: number;
  /** The cell before it is a reduction, so the output of the one before that, its first input, is twice as large. */
  readonly afterReduction: boolean;
}

/**
 * The cells of a network, in order: the reductions are those at one third and two thirds of the depth, and double the
 * channels (Liu et al. 2019). One cell is a reduction.
 */
export function cellPlaces(cells: number, channels: number): readonly CellPlace[] {
  const reductions = new Set([Math.floor(cells / 3), Math.floor((2 * cells) / 3)]);
  const isReduction = (cell: number) => reductions.has(cell);
  return Array.from({ length: cells }, (_, cell) => ({
    kind: isReduction(cell) ? 'reduction' : 'normal',
    channels: channels * 2 ** [...reductions].filter((reduction) => reduction <= cell).length,
    afterReduction: isReduction(cell - 1),
  }));
}
