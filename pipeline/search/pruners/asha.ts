import { z } from 'zod';
import { definePruner } from '../pruner.js';
import { reductionFactor, resourceOptions } from './resource-options.js';
import { rungsUntil } from './rungs.js';
import { stoppedAtRungs } from './stopped-at-rungs.js';

const options = z.strictObject({
  ...resourceOptions,
  reductionFactor: reductionFactor(2),
  /** So many of the lowest rungs are left out. */
  minEarlyStoppingRate: z.int({ error: 'must be a whole number' }).min(0, { error: 'must not be negative' }).default(0),
});

/**
 * Asynchronous successive halving (Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning", section 3), in its
 * stopping form: rungs at `minResource` x `reductionFactor`^(`minEarlyStoppingRate` + k) steps, k = 0, 1, ..., below a full run. Where
 * nothing tells how long a full run is and `minResource` is not given either, trials go on until the first is complete.
 * Left out: promotion of trials that wait, since a trial here either runs or has ended.
 */
export const ashaPruner = definePruner(
  {
    name: 'asha',
    summary: 'successive halving without waiting: at each rung only the best part of the trials so far go on',
    source: 'Li et al. 2020, A System for Massively Parallel Hyperparameter Tuning, section 3',
    options,
  },
  (trial, peers, { minResource, maxResource, reductionFactor: factor, minEarlyStoppingRate }, outline) => {
    const rungs = rungsUntil(trial.latest.step, { minResource, maxResource, reductionFactor: factor }, peers, outline);
    return rungs && stoppedAtRungs(trial, peers, rungs.slice(minEarlyStoppingRate), factor);
  },
);

/** For a study file: `pruner: asha({ minResource: 2, reductionFactor: 3 })`. */
export const asha = (given: z.input<typeof options> = {}) => ({ name: 'asha', ...given }) as const;
