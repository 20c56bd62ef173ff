import { z } from 'zod';
import type { ObservedTrial, Report } from '../observed-trial.js';
import { rankObserved } from '../ordering/rank-observed.js';
import { definePruner } from '../pruner.js';
import { wilcoxonSignedRank } from '../statistics/wilcoxon-signed-rank.js';

const options = z.strictObject({
  /** A trial ends when it being no worse would give such a difference with a smaller probability. */
  pThreshold: z
    .number({ error: 'must be a number' })
    .min(0, { error: 'must not be negative' })
    .max(1, { error: 'must be at most 1' })
    .default(0.1),
  /** So many steps must be shared with the best trial. */
  minSteps: z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' }).default(2),
});

/**
 * Wilcoxon's signed-rank test (Wilcoxon 1945) of a trial against the best complete one, paired by step: for objectives that
 * are means over folds or problem instances, which are the steps, reported under the same number by every trial in any order.
 * Not for learning curves, whose steps are not independent. As in Optuna's WilcoxonPruner the test is one-sided, repeated at
 * every step without correction, and a trial whose mean is no worse goes on; here that mean is taken over the shared steps,
 * equal values count for nothing, and the test is exact with ties. With several objectives the trial must be worse in
 * each (the largest p-value counts: an intersection-union test, Berger 1982).
 */
export const wilcoxonPruner = definePruner(
  {
    name: 'wilcoxon',
    summary: 'ends a trial that a paired test over folds or problem instances finds worse than the best one',
    source: 'Wilcoxon 1945, Individual Comparisons by Ranking Methods; as a pruner in Optuna 4',
    options,
  },
  ({ reports }, peers, { pThreshold, minSteps }) => {
    const best = bestOf(peers);
    if (!best) return undefined;
    const pairs = pairByStep(reports, best.reports ?? []);
    if (pairs.length < minSteps) return undefined;
    const objectives = Math.min(...pairs.map(({ mine, theirs }) => Math.min(mine.length, theirs.length)));
    const pValues = Array.from({ length: objectives }, (_, objective) =>
      pOfWorse(pairs.map(({ mine, theirs }) => (mine[objective] ?? 0) - (theirs[objective] ?? 0))),
    );
    const p = Math.max(...pValues);
    if (!(p < pThreshold)) return undefined;
    return `worse than trial ${best.number} over ${pairs.length} steps (p = ${Number(p.toPrecision(2))})`;
  },
);

/** For a study file: `pruner: wilcoxon({ pThreshold: 0.05 })`. */
export const wilcoxon = (given: z.input<typeof options> = {}) => ({ name: 'wilcoxon', ...given }) as const;

function bestOf(peers: readonly ObservedTrial[]): ObservedTrial | undefined {
  const [first] = rankObserved(peers, 1).measured;
  return first === undefined ? undefined : peers[first];
}

/** The losses of two trials at the steps that both reported with numbers; two infinities cannot be compared. */
function pairByStep(reports: readonly Report[], others: readonly Report[]) {
  const byStep = new Map(others.map(({ step, losses }) => [step, losses]));
  return reports.flatMap(({ step, losses: mine }) => {
    const theirs = byStep.get(step);
    if (!theirs || mine.some((loss, i) => Number.isNaN(loss - (theirs[i] ?? 0)))) return [];
    return [{ mine, theirs }];
  });
}

/** 1 where the mean difference is not above zero. */
function pOfWorse(differences: readonly number[]): number {
  const sum = differences.reduce((total, difference) => total + difference, 0);
  return sum > 0 ? wilcoxonSignedRank(differences, 'greater') : 1;
}
