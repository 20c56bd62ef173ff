import { z } from 'zod';
import { cyclicalOptions, cyclicalShare } from './cyclical.js';
import { defineSchedule } from './schedule.js';

const options = z.strictObject(cyclicalOptions);

/** `triangular` whose height halves after every cycle: amplitude 1 / 2^(cycle - 1) in `cyclicalShare`. */
export const triangular2Schedule = defineSchedule(
  {
    name: 'triangular2',
    summary: 'cycles between two bounds, each time half as high',
    source: 'Smith 2017, Cyclical Learning Rates for Training Neural Networks, section 3.1',
    options,
  },
  (moment, given) => cyclicalShare(moment, given, (cycle) => 2 ** (1 - cycle)),
);

/** For a study file: `schedule: triangular2({ low: 0.1, halfCycle: 3 })`. */
export const triangular2 = (given: z.input<typeof options> = {}) => ({ name: 'triangular2', ...given }) as const;
