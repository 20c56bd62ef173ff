import { z } from 'zod';

const whole = z.int({ error: 'must be a whole number' });

/** Options of the pruners that allot steps; the names are those of Li et al. */
export const resourceOptions = {
  /** The fewest steps after which a trial may end. Default: a twelfth of a full run. */
  minResource: whole.min(1, { error: 'must be at least 1' }).optional(),
  /** Steps of a trial that runs to its end. Default: as the study says, or else as many as a complete trial had. */
  maxResource: whole.min(1, { error: 'must be at least 1' }).optional(),
};

/** One of so many trials goes on at each rung, for so many times the steps. */
export const reductionFactor = (byDefault: number) => whole.min(2, { error: 'must be at least 2' }).default(byDefault);
