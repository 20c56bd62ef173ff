import { firstReportFrom } from '../find-report.js';
import type { ObservedTrial } from '../observed-trial.js';
import { countBetter } from '../ordering/count-better.js';
import type { ReportingTrial } from '../pruner.js';

/**
 * Why a trial should end that has just reached one or more of `rungs` (steps, ascending): asynchronous successive halving (Li et
 * al. 2020, algorithm 2) in the form in which a trial that is not promoted at once ends, as in Ray Tune and Optuna. Of all
 * trials that have reached the rung so far, whatever became of them, the best 1 / `reductionFactor` go on, rounded up: rounded
 * down as in Optuna, few trials would leave far fewer than that part, in the very phase in which their order says least. Each is
 * judged by its first report from the rung on. A loss that is not a number never goes on, but counts as a competitor that lost
 * (in Optuna it does not count).
 */
export function stoppedAtRungs(
  { reports, latest }: ReportingTrial,
  peers: readonly ObservedTrial[],
  rungs: readonly number[],
  reductionFactor: number,
): string | undefined {
  const before = reports.at(-2)?.step ?? 0;
  for (const rung of rungs.filter((step) => step > before && step <= latest.step)) {
    if (latest.losses.some(Number.isNaN)) return `not a number at step ${latest.step}`;
    const rivals = peers.flatMap((peer) => {
      const report = firstReportFrom(peer.reports ?? [], rung);
      return report ? [report.losses] : [];
    });
    const competitors = rivals.length + 1;
    const kept = Math.ceil(competitors / reductionFactor);
    const better = countBetter(latest.losses, rivals);
    if (better < kept) continue;
    const survivors = kept === 1 ? 'the best goes on' : `the best ${kept} go on`;
    return `${ordinal(better + 1)} of ${competitors} at step ${rung}, ${survivors}`;
  }
  return undefined;
}

const ordinals = new Intl.PluralRules('en', { type: 'ordinal' });
const suffixes: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> = { one: 'st', two: 'nd', few: 'rd' };
const ordinal = (n: number) => `${n}${suffixes[ordinals.select(n)] ?? 'th'}`;
