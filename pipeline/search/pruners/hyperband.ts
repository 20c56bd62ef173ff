import { z } from 'zod';
import { definePruner } from '../pruner.js';
import { fullRun } from './full-run.js';
import { reductionFactor, resourceOptions } from './resource-options.js';
import { stoppedAtRungs } from './stopped-at-rungs.js';

const options = z.strictObject({ ...resourceOptions, reductionFactor: reductionFactor(4) });

/** What a full run is divided by for the fewest steps: see docs/pruning.md for how it and the reduction factor were chosen. */
const shareOfFewest = 20;

/**
 * Hyperband (Li et al. 2018, "Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization", algorithm 1), its
 * brackets run side by side (Falkner et al. 2018; Li et al. 2020, section 3.3): with R steps in a full run, trials of bracket s are
 * halved at R / eta^s, ..., R / eta^2, R / eta steps, those of bracket 0 never. A trial's bracket follows from its number.
 * Two things are otherwise. At a rung a trial competes with all trials that got there, not with its bracket alone: the losses can be
 * compared, and more of them make better decisions (Klein et al. 2020). And bracket s gets eta^s trials for one of bracket 0, so
 * that each finishes about as many; the (s_max + 1) / (s + 1) times as many of the paper, which restarts the survivors of a rung, give
 * the cautious brackets most of the steps where trials just go on.
 */
export const hyperbandPruner = definePruner(
  {
    name: 'hyperband',
    summary: 'successive halving that begins early for most trials, later or never for some',
    source:
      'Li et al. 2018, Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization; brackets side by side as in Falkner et al. 2018, BOHB',
    options,
  },
  (trial, peers, { minResource, maxResource, reductionFactor: eta }, outline) => {
    const full = fullRun(maxResource, peers, outline);
    if (full === undefined) return undefined;
    const fewest = minResource ?? Math.max(1, full / shareOfFewest);
    // The tiny share is for quotients such as log(125) / log(5), which is 3.0000000000000004 or 2.9999999999999996.
    const most = Math.max(0, Math.floor(Math.log(full / fewest) / Math.log(eta) + 1e-9));
    const bracket = bracketOf(trial.number, most, eta);
    const rungs = Array.from({ length: bracket }, (_, i) => Math.max(1, Math.round(full / eta ** (bracket - i))));
    const reason = stoppedAtRungs(trial, peers, [...new Set(rungs)], eta);
    return reason && `${reason} (bracket ${bracket})`;
  },
);

/** For a study file: `pruner: hyperband({ reductionFactor: 3 })`. */
export const hyperband = (given: z.input<typeof options> = {}) => ({ name: 'hyperband', ...given }) as const;

/**
 * Every eta-th trial is one bracket more cautious than `most`, every eta^2-th two, ...: shares close to eta^s, spread evenly, and
 * a short study begins with the bracket that saves most.
 */
function bracketOf(trial: number, most: number, eta: number): number {
  let bracket = most;
  for (let rest = trial + 1; bracket > 0 && rest % eta === 0; rest /= eta) bracket--;
  return bracket;
}
