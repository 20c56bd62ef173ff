import { z } from 'zod';
import { cosineBetween } from './cosine-between.js';
import { by, share } from './option-schemas.js';
import { defineSchedule } from './schedule.js';

const options = z.strictObject({
  /** Where it would be after the last tick. */
  final: share.default(0),
  by: by.default('step'),
});

/** final + (1 - final) (1 + cos(pi k / n)) / 2 for tick k = 0 .. n - 1. PyTorch's CosineAnnealingLR with T_max = n. */
export const cosineSchedule = defineSchedule(
  {
    name: 'cosine',
    summary: 'falls on half a cosine from the start of the training to its end',
    source: 'Loshchilov and Hutter 2017, SGDR, equation 5, without restarts',
    options,
  },
  ({ tick, ticks }, { final }) => cosineBetween(1, final, tick / ticks),
);

/** For a study file: `schedule: cosine({ final: 0.01 })`. */
export const cosine = (given: z.input<typeof options> = {}) => ({ name: 'cosine', ...given }) as const;
