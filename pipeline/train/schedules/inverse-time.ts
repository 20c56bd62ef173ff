import { z } from 'zod';
import { by } from './option-schemas.js';
import { defineSchedule } from './schedule.js';

const options = z.strictObject({
  /** After 1 / decay epochs half of the rate is left. */
  decay: z.number({ error: 'must be a number' }).positive({ error: 'must be > 0' }).default(1),
  by: by.default('step'),
});

/**
 * 1 / (1 + decay t), t the time in epochs. Of the schedules here the only one that meets the conditions of Robbins and
 * Monro (1951) for convergence: the rates sum to infinity, their squares do not.
 */
export const inverseTimeSchedule = defineSchedule(
  {
    name: 'inverseTime',
    summary: 'falls as one over the time',
    source: 'Robbins and Monro 1951, A Stochastic Approximation Method',
    options,
  },
  ({ tick, ticksPerEpoch }, { decay }) => 1 / (1 + (decay * tick) / ticksPerEpoch),
);

/** For a study file: `schedule: inverseTime({ decay: 0.5 })`. */
export const inverseTime = (given: z.input<typeof options> = {}) => ({ name: 'inverseTime', ...given }) as const;
