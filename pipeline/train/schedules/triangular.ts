import { z } from 'zod';
import { cyclicalOptions, cyclicalShare } from './cyclical.js';
import { defineSchedule } from './schedule.js';

const options = z.strictObject(cyclicalOptions);

/** Up and down on straight lines between two bounds, again and again: see `cyclicalShare`. */
export const triangularSchedule = defineSchedule(
  {
    name: 'triangular',
    summary: 'cycles between two bounds',
    source: 'Smith 2017, Cyclical Learning Rates for Training Neural Networks, section 3.1',
    options,
  },
  (moment, given) => cyclicalShare(moment, given, () => 1),
);

/** For a study file: `schedule: triangular({ low: 0.1, halfCycle: 3 })`. */
export const triangular = (given: z.input<typeof options> = {}) => ({ name: 'triangular', ...given }) as const;
