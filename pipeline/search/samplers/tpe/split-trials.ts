import type { ObservedTrial } from '../../observed-trial.js';
import { rankObserved } from '../../ordering/rank-observed.js';

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
 * meet the constraints, those that break them least. Bad is all the rest: pruned and failed trials, and the running ones, so
 * that no other trial goes where one is under way (the constant liar of Ginsbourger et al. 2010).
 */
export function splitTrials(trials: readonly ObservedTrial[]): TrialSplit {
  const share = Math.ceil(goodShare * trials.length);
  const { measured, unmeasured, pending } = rankObserved(trials, share);
  const objectives = trials[measured[0] ?? 0]?.losses.length ?? 1;
  const finished = Math.ceil(goodShare * (measured.length + unmeasured.length));
  const count = Math.min(measured.length, objectives > 1 ? finished : Math.min(mostGood, finished));
  return {
    good: Int32Array.from(measured.slice(0, count)).sort(),
    bad: Int32Array.from([...measured.slice(count), ...unmeasured, ...pending]).sort(),
  };
}
