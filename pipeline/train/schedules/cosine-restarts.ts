import { z } from 'zod';
import { cosineBetween } from './cosine-between.js';
import { by, epochCount, share } from './option-schemas.js';
import { defineSchedule } from './schedule.js';
import { wholeParts } from './whole-parts.js';

const options = z.strictObject({
  /** Epochs of the first fall (the paper's T_0). */
  period: epochCount.default(1),
  /** Each fall takes so many times as long as the one before (T_mult). */
  growth: z.number({ error: 'must be a number' }).min(1, { error: 'must be >= 1' }).default(2),
  final: share.default(0),
  by: by.default('step'),
});

/**
 * final + (1 - final) (1 + cos(pi t / T_i)) / 2, t the time since the last restart, T_i = T_0 T_mult^i. PyTorch's
 * CosineAnnealingWarmRestarts. The defaults are the paper's quickest: restarts after 1, 3, 7, 15, ... epochs.
 */
export const cosineRestartsSchedule = defineSchedule(
  {
    name: 'cosineRestarts',
    summary: 'falls on half a cosine again and again, each time more slowly',
    source: 'Loshchilov and Hutter 2017, SGDR: Stochastic Gradient Descent with Warm Restarts, equation 5',
    options,
  },
  ({ tick, ticksPerEpoch }, { period, growth, final }) => {
    let [begin, length] = [0, period * ticksPerEpoch];
    while (wholeParts((tick - begin) / length) > 0) [begin, length] = [begin + length, length * growth];
    return cosineBetween(1, final, (tick - begin) / length);
  },
);

/** For a study file: `schedule: cosineRestarts({ period: 2, growth: 1 })`. */
export const cosineRestarts = (given: z.input<typeof options> = {}) => ({ name: 'cosineRestarts', ...given }) as const;
