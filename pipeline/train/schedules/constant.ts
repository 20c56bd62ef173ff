import { z } from 'zod';
import { defineSchedule } from './schedule.js';

const options = z.strictObject({});

/** The optimizer's learning rate from the first update to the last. */
export const constantSchedule = defineSchedule(
  { name: 'constant', summary: 'the same rate all the time', source: '', options },
  () => 1,
);

/** For a study file: `schedule: constant()`; the same as no schedule. */
export const constant = () => ({ name: 'constant' }) as const;
