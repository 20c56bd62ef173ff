import { z } from 'zod';
import { lastReportUntil } from '../find-report.js';
import type { ObservedTrial } from '../observed-trial.js';
import { countBetter } from '../ordering/count-better.js';
import { definePruner, type ReportingTrial } from '../pruner.js';
import { isJudged, judgedSteps } from './judged-steps.js';

/** Options of the rule that compares a trial with complete ones at the same step. */
export const comparisonOptions = {
  /** So many trials must be complete before any is judged. */
  startup: z.int({ error: 'must be a whole number' }).min(0, { error: 'must not be negative' }).default(5),
  ...judgedSteps,
  /** So many complete trials must have got to the step. */
  minTrials: z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' }).default(1),
};

const options = z.strictObject({
  /** Trials go on while they are among the best so many per cent. */
  percentile: z
    .number({ error: 'must be a number' })
    .min(0, { error: 'must not be negative' })
    .max(100, { error: 'must be at most 100' })
    .default(25),
  ...comparisonOptions,
});

/**
 * The median stopping rule for any percentile (Golovin et al. 2017, "Google Vizier", section 3.2.2; Optuna's PercentilePruner).
 * Compared by places and not by an interpolated percentile: with several objectives there is nothing to interpolate.
 * Decisions differ from Optuna's only where the trial lies between the two that it interpolates between, where a complete
 * trial's loss at the step is not a number (it counts as the worst), and where it did not report at that very step (what it
 * had reported last counts).
 */
export const percentilePruner = definePruner(
  {
    name: 'percentile',
    summary: 'ends a trial whose best so far is not within the best percentage of complete trials at the same step',
    source:
      'Golovin et al. 2017, Google Vizier: A Service for Black-Box Optimization, section 3.2.2, for any percentile',
    options,
  },
  (trial, peers, { percentile, ...rest }) => comparedWithComplete(trial, peers, percentile, rest),
);

/** For a study file: `pruner: percentile({ percentile: 40 })`. */
export const percentile = (given: z.input<typeof options> = {}) => ({ name: 'percentile', ...given }) as const;

type ComparisonOptions = z.output<z.ZodObject<typeof comparisonOptions>>;

/**
 * Why a trial should end that is worse than more than `percentile` % of its complete peers: its best so far is compared with
 * what they had at this step. With several objectives it counts as if it had been best in all of them at once.
 */
export function comparedWithComplete(
  { reports, latest: { step, losses } }: ReportingTrial,
  peers: readonly ObservedTrial[],
  percentile: number,
  { startup, minTrials, ...steps }: ComparisonOptions,
): string | undefined {
  const complete = peers.filter(({ state }) => state === 'COMPLETE');
  if (complete.length < startup || !isJudged(reports, steps)) return undefined;
  const rivals = complete.flatMap((peer) => {
    const report = lastReportUntil(peer.reports ?? [], step);
    return report ? [report.losses] : [];
  });
  if (rivals.length < minTrials) return undefined;
  const best = losses.map((_, objective) => leastNumber(reports.map((report) => report.losses[objective])));
  if (best.some(Number.isNaN)) return `no number up to step ${step}`;
  const better = countBetter(best, rivals);
  if (better * 100 <= rivals.length * percentile) return undefined;
  return `worse than ${better} of ${rivals.length} complete trials at step ${step}, more than ${percentile} %`;
}

/** NaN where there is none. */
function leastNumber(values: readonly (number | undefined)[]): number {
  const numbers = values.filter((value) => value !== undefined && !Number.isNaN(value));
  return numbers.length === 0 ? Number.NaN : Math.min(...numbers.map(Number));
}
