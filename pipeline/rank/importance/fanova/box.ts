import type { CellDimension, Requirement } from './cell-table.js';

/** The cells of one hyperparameter that a box holds. */
export interface Side {
  /** Pairs of ends, [from, to) each, ascending; one pair for an ordered hyperparameter. */
  readonly runs: readonly number[];
  /** Share of the range that they have. */
  readonly weight: number;
}

/** A product of sides, one for each dimension; undefined where it holds the whole range. */
export type Box = readonly (Side | undefined)[];

export function sideOf({ edges }: CellDimension, runs: readonly number[]): Side {
  let weight = 0;
  for (let i = 0; i < runs.length; i += 2) weight += (edges[runs[i + 1] ?? 0] ?? 0) - (edges[runs[i] ?? 0] ?? 0);
  return { runs, weight };
}

/** The cells for which `members` is not 0, as runs. */
export function runsOf(members: Uint8Array): readonly number[] {
  const ends: number[] = [];
  for (let cell = 0; cell <= members.length; cell++) {
    if (Boolean(members[cell]) !== (ends.length % 2 === 1)) ends.push(cell);
  }
  return ends;
}

/** Share of the whole space. */
export const volumeOf = (box: Box): number => box.reduce((volume, side) => volume * (side?.weight ?? 1), 1);

/** Whether the whole box lies where every requirement holds. */
export function liesWithin(box: Box, requirements: readonly Requirement[]): boolean {
  return requirements.every(({ ancestor, allowed }) => {
    const runs = box[ancestor]?.runs ?? [0, allowed.length];
    for (let i = 0; i < runs.length; i += 2) {
      for (let cell = runs[i] ?? 0; cell < (runs[i + 1] ?? 0); cell++) if (!allowed[cell]) return false;
    }
    return true;
  });
}

/** Probability that every requirement holds, of one with one entry an ancestor. */
export function probabilityOf(requirements: readonly Requirement[], dimensions: readonly CellDimension[]): number {
  return requirements.reduce((probability, { ancestor, allowed }) => {
    const dimension = dimensions[ancestor];
    return dimension ? probability * sideOf(dimension, runsOf(allowed)).weight : 0;
  }, 1);
}
