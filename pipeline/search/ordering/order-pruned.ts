import type { ObservedTrial } from '../observed-trial.js';
import { orderLosses } from './rank-observed.js';

/**
 * Of `positions` in `trials` those of pruned trials that reported something, the most promising first: the further a trial got the
 * better, at the same step by what it reported last. So Optuna's TPE orders them (`_get_pruned_trial_score`); a number that is none
 * counts as infinite.
 */
export function orderPruned(trials: readonly ObservedTrial[], positions: readonly number[]): readonly number[] {
  const bySteps = new Map<number, { readonly at: number; readonly losses: readonly number[] }[]>();
  for (const at of positions) {
    const trial = trials[at];
    const last = trial?.state === 'PRUNED' ? trial.reports?.at(-1) : undefined;
    if (!last) continue;
    const losses = last.losses.map((loss) => (Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss));
    const group = bySteps.get(last.step);
    if (group) group.push({ at, losses });
    else bySteps.set(last.step, [{ at, losses }]);
  }
  const furthestFirst = [...bySteps].sort(([a], [b]) => b - a);
  return furthestFirst.flatMap(([, group]) =>
    orderLosses(group.map(({ losses }) => losses)).flatMap((place) => group[place]?.at ?? []),
  );
}
