import { z } from 'zod';
import { by, reduction } from './option-schemas.js';
import { defineSchedule } from './schedule.js';

const options = z.strictObject({
  /** What an epoch leaves of the rate. */
  factor: reduction.default(0.9),
  by: by.default('step'),
});

/** factor^t, t the time in epochs. PyTorch's ExponentialLR. */
export const exponentialSchedule = defineSchedule(
  {
    name: 'exponential',
    summary: 'falls by the same factor in every epoch',
    source: 'customary; Li and Arora 2020, An Exponential Learning Rate Schedule for Deep Learning, study it',
    options,
  },
  ({ tick, ticksPerEpoch }, { factor }) => factor ** (tick / ticksPerEpoch),
);

/** For a study file: `schedule: exponential({ factor: 0.8 })`. */
export const exponential = (given: z.input<typeof options> = {}) => ({ name: 'exponential', ...given }) as const;
