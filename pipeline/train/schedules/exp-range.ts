import { z } from 'zod';
import { cyclicalOptions, cyclicalShare } from './cyclical.js';
import { reduction } from './option-schemas.js';
import { defineSchedule } from './schedule.js';

const options = z.strictObject({
  ...cyclicalOptions,
  /** What an epoch leaves of the height. The paper's gamma is per iteration: 0.99994^500 = 0.97 on its CIFAR-10. */
  decay: reduction.default(0.97),
});

/** `triangular` whose height falls exponentially: amplitude gamma^k in `cyclicalShare`, gamma^k = decay^t. */
export const expRangeSchedule = defineSchedule(
  {
    name: 'expRange',
    summary: 'cycles between two bounds, exponentially less high',
    source: 'Smith 2017, Cyclical Learning Rates for Training Neural Networks, section 3.1',
    options,
  },
  (moment, given) => cyclicalShare(moment, given, () => given.decay ** (moment.tick / moment.ticksPerEpoch)),
);

/** For a study file: `schedule: expRange({ low: 0.1, decay: 0.9 })`. */
export const expRange = (given: z.input<typeof options> = {}) => ({ name: 'expRange', ...given }) as const;
