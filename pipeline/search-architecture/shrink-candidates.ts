import type { OperatorName } from '../../models/cells/operators.js';
import type { CandidateOperators } from '../../models/cells/supernet.js';
import { type ByKind, byKind } from './architecture-parameters.js';
import { operatorProbabilities } from './sampler/distribution.js';

/** Architecture parameters as plain numbers, one row an edge. */
export type AlphaRows = ByKind<readonly (readonly number[])[]>;

/** What a later stage begins with. */
export interface Shrunk {
  readonly candidates: CandidateOperators;
  readonly alphas: AlphaRows;
}

/**
 * The `keep` most probable operators of every edge, in their order, with their architecture parameters, so that the odds between
 * them stay as they are. Of equally probable ones the first are kept.
 */
export function shrinkCandidates(candidates: CandidateOperators, alphas: AlphaRows, keep: number): Shrunk {
  const kept = byKind((kind) =>
    alphas[kind].map((row) => {
      const probabilities = operatorProbabilities(row);
      const strongest = row.map((_, k) => k).sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b);
      return strongest.slice(0, keep).sort((a, b) => a - b);
    }),
  );
  const pick = <T>(rows: readonly (readonly T[])[], chosen: readonly (readonly number[])[]): T[][] =>
    chosen.map((numbers, edge) => numbers.map((k) => rows[edge]?.[k] as T));
  return {
    candidates: byKind((kind) => pick<OperatorName>(candidates[kind], kept[kind])),
    alphas: byKind((kind) => pick<number>(alphas[kind], kept[kind])),
  };
}
