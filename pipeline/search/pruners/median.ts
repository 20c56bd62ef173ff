import { z } from 'zod';
import { definePruner } from '../pruner.js';
import { comparedWithComplete, comparisonOptions } from './percentile.js';

const options = z.strictObject(comparisonOptions);

/**
 * The median stopping rule (Golovin et al. 2017, "Google Vizier", section 3.2.2), as in Optuna: a trial ends whose best so far
 * is worse than what more than half of the complete trials had at the same step. Vizier compares with running averages.
 */
export const medianPruner = definePruner(
  {
    name: 'median',
    summary: 'ends a trial whose best so far is worse than the median of complete trials at the same step',
    source: 'Golovin et al. 2017, Google Vizier: A Service for Black-Box Optimization, section 3.2.2',
    options,
  },
  (trial, peers, given) => comparedWithComplete(trial, peers, 50, given),
);

/** For a study file: `pruner: median({ warmup: 3 })`. */
export const median = (given: z.input<typeof options> = {}) => ({ name: 'median', ...given }) as const;
