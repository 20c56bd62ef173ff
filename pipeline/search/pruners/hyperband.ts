import { z } from 'zod';
import { definePruner } from '../pruner.js';
import { reductionFactor, resourceOptions } from './resource-options.js';
import { rungsUntil } from './rungs.js';
import { stoppedAtRungs } from './stopped-at-rungs.js';

const options = z.strictObject({ ...resourceOptions, reductionFactor: reductionFactor(3) });

/**
 * Hyperband (Li et al. 2018, "Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization"), its brackets run side by
 * side (Falkner et al. 2018, Li et al. 2020): all have the rungs of successive halving, but bracket b leaves out the lowest b,
 * up to one that leaves out all. A trial's bracket follows from its number. Two things are otherwise than in the papers. At
 * a rung a trial competes with all trials that got there, not with its bracket alone: the losses can be compared, and more of
 * them make better decisions (AutoGluon and Syne Tune have it as an option). And each bracket has 1 / `reductionFactor`^2 of the
 * trials of the one before, so that all but the first together take about a quarter of the steps; with the numbers of Li et al.,
 * which give every bracket as many as the first, little would be saved.
 */
export const hyperbandPruner = definePruner(
  {
    name: 'hyperband',
    summary: 'successive halving that begins early for most trials, later or never for some',
    source:
      'Li et al. 2018, Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization; brackets side by side as in Falkner et al. 2018, BOHB',
    options,
  },
  (trial, peers, given, outline) => {
    const rungs = rungsUntil(trial.latest.step, given, peers, outline);
    if (!rungs) return undefined;
    const bracket = bracketOf(trial.number, given.reductionFactor ** 2);
    const reason = stoppedAtRungs(trial, peers, rungs.slice(bracket), given.reductionFactor);
    return reason && `${reason} (bracket ${bracket})`;
  },
);

/** For a study file: `pruner: hyperband({ reductionFactor: 3 })`. */
export const hyperband = (given: z.input<typeof options> = {}) => ({ name: 'hyperband', ...given }) as const;

/** Every n-th trial is in bracket 1, every n^2-th in 2, ...; the others in 0, with which a short study begins. */
function bracketOf(trial: number, n: number): number {
  let bracket = 0;
  for (let rest = trial + 1; rest % n === 0; rest /= n) bracket++;
  return bracket;
}
