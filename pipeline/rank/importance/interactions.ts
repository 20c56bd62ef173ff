import { UsageError } from '../../errors.js';
import { describeIssues } from '../../study/describe-issues.js';
import type { Space } from '../../study/space.js';
import { type ForestOptions, forestOptions, meanShares } from './fanova/forest.js';
import { pairEffects } from './fanova/pair-effects.js';
import type { ImportanceOptions } from './importance.js';
import { type ImportanceTarget, lossTables, type MeasuredTrial } from './loss-tables.js';

/** What a pair of hyperparameters explains of one objective beyond what each explains on its own. */
export interface Interaction {
  readonly hyperparameters: readonly [string, string];
  /** Share of the variance, 0 to 1. */
  readonly effect: number;
}

export interface Interactions {
  /** As in `importance`. */
  readonly objective: ImportanceTarget;
  readonly n: number;
  /** All pairs, the strongest first; empty where there is a `problem`. */
  readonly pairs: readonly Interaction[];
  readonly problem?: string;
}

/** Those of the method `fanova` beside those of `importance`. */
export type InteractionOptions = Partial<ForestOptions> & Pick<ImportanceOptions, 'directions' | 'seed'>;

/**
 * Which hyperparameters must be chosen together: the pairwise part of fANOVA, by objective.
 * @throws UsageError where an option is wrong.
 */
export function interactions(
  space: Space,
  trials: readonly MeasuredTrial[],
  { directions, seed = 0, ...forest }: InteractionOptions = {},
): readonly Interactions[] {
  const parsed = forestOptions.safeParse(forest);
  if (!parsed.success) throw new UsageError(describeIssues(parsed.error.issues, forest));
  return lossTables(space, trials, directions).map((table) => {
    const { target: objective, problem, losses } = table;
    const known = { objective, n: losses.length };
    if (problem !== undefined) return { ...known, pairs: [], problem };
    const { names, shares } = meanShares(table, parsed.data, seed, pairEffects);
    const pairs = names.flatMap((first, p) => names.slice(p + 1).map((second) => [first, second] as const));
    return {
      ...known,
      pairs: pairs
        .map((hyperparameters, i) => ({ hyperparameters, effect: shares[i] ?? 0 }))
        .sort((a, b) => b.effect - a.effect),
    };
  });
}
