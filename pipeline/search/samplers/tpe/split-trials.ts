import type { ObservedTrial } from '../../observed-trial.js';
import { orderPruned } from '../../ordering/order-pruned.js';
import { isMeasured, rankObserved } from '../../ordering/rank-observed.js';

/** Positions in the list of trials, ascending. */
export interface TrialSplit {
  readonly good: Int32Array;
  readonly bad: Int32Array;
}

/** Share of the finished trials that is called good, and the most there are of them with one objective. */
const goodShare = 0.1;
const mostGood = 25;

/**
 * Divides the trials for the two densities (Bergstra et al. 2011, section 4.2). Good are the best tenth; where too few
 * are complete, the pruned ones that got furthest, then those that break the constraints least. Bad is all the rest, failed trials
 * and running ones too, so that no other trial goes where one is under way (the constant liar of Ginsbourger et al. 2010).
 */
export function splitTrials(trials: readonly ObservedTrial[]): TrialSplit {
  const objectives = trials.find(isMeasured)?.losses.length ?? 1;
  const most = objectives > 1 ? trials.length : mostGood;
  const { measured, feasible, unmeasured } = rankObserved(trials, Math.min(most, Math.ceil(goodShare * trials.length)));
  const pruned = orderPruned(trials, unmeasured);
  const ranked = [...measured.slice(0, feasible), ...pruned, ...measured.slice(feasible)];
  const count = Math.min(most, Math.ceil(goodShare * (measured.length + unmeasured.length)));
  const good = Int32Array.from(ranked.slice(0, count)).sort();
  return { good, bad: allBut(good, trials.length) };
}

/** The positions 0 ... count - 1 that are not in `left`. */
function allBut(left: Int32Array, count: number): Int32Array {
  const rest = new Int32Array(count - left.length);
  let filled = 0;
  let next = 0;
  for (let at = 0; at < count; at++) {
    if (at === left[next]) next++;
    else rest[filled++] = at;
  }
  return rest;
}
