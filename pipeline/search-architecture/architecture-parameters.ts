import * as tf from '@tensorflow/tfjs-core';
import { LayerVariable } from '@tensorflow/tfjs-layers';
import type { Genotype } from '../../models/cells/genotype.js';
import type { CandidateOperators } from '../../models/cells/supernet.js';

/** The two kinds of cells, each with architecture parameters of its own. */
export const cellKinds = ['normal', 'reduction'] as const satisfies readonly (keyof Genotype)[];
export type CellKind = (typeof cellKinds)[number];

/** Something for either kind of cells. */
export type ByKind<T> = Readonly<Record<CellKind, T>>;

export const byKind = <T>(make: (kind: CellKind) => T): ByKind<T> => ({
  normal: make('normal'),
  reduction: make('reduction'),
});

/** alpha: one row an edge, one number for each of its candidate operators, [edges, operators]. */
export type ArchitectureParameters = ByKind<LayerVariable>;

/** All operators alike at first, or as the rows given say. */
export function createArchitectureParameters(
  candidates: CandidateOperators,
  rows: ByKind<readonly (readonly number[])[]> = byKind((kind) => candidates[kind].map((names) => names.map(() => 0))),
): ArchitectureParameters {
  return byKind((kind) => {
    const initial = tf.tensor2d(rows[kind].map((row) => [...row]));
    const variable = new LayerVariable(initial);
    initial.dispose();
    return variable;
  });
}
