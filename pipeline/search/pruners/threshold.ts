import { z } from 'zod';
import { definePruner } from '../pruner.js';
import { isJudged, judgedSteps } from './judged-steps.js';

const finite = z.number({ error: 'must be a number' });
const bound = z
  .union([finite, z.array(finite.nullable())], {
    error: 'must be a number, or a list with a number or null for each objective',
  })
  .optional();

const options = z.strictObject({
  /** In the unit of the objective: a number for every objective, or a list with one (or null) for each that is reported. */
  lower: bound,
  upper: bound,
  ...judgedSteps,
});

/**
 * Fixed limits, as in Optuna's ThresholdPruner, for each reported objective by itself and in its own direction. A loss that is
 * not a number or infinitely bad is outside any limits, so without options only diverged trials end.
 */
export const thresholdPruner = definePruner(
  {
    name: 'threshold',
    summary: 'ends a trial that reports a value below `lower`, above `upper` or not a number',
    source: 'Optuna (Akiba et al. 2019), ThresholdPruner',
    options,
  },
  ({ reports, latest: { step, losses } }, _peers, { lower, upper, ...steps }, { directions = [] }) => {
    if (!isJudged(reports, steps)) return undefined;
    for (const [objective, loss] of losses.entries()) {
      const value = directions[objective] === 'maximize' ? -loss : loss;
      const problem = outside(value, loss, limitOf(lower, objective), limitOf(upper, objective));
      const which = losses.length > 1 ? `objective ${objective + 1}: ` : '';
      if (problem) return `${which}${problem} at step ${step}`;
    }
    return undefined;
  },
);

/** For a study file: `pruner: threshold({ upper: 2.5, warmup: 1 })`. */
export const threshold = (given: z.input<typeof options> = {}) => ({ name: 'threshold', ...given }) as const;

type Bound = z.output<typeof bound>;

const limitOf = (given: Bound, objective: number): number | undefined =>
  (Array.isArray(given) ? given[objective] : given) ?? undefined;

function outside(value: number, loss: number, lower?: number, upper?: number): string | undefined {
  if (Number.isNaN(value)) return 'not a number';
  if (lower !== undefined && value < lower) return `${value} is below ${lower}`;
  if (upper !== undefined && value > upper) return `${value} is above ${upper}`;
  return loss === Number.POSITIVE_INFINITY ? `${value}` : undefined;
}
