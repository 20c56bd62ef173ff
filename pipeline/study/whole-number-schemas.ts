import { z } from 'zod';

/** A count; `what` is what is counted, for the message. */
export const atLeastOne = (what: string) =>
  z.int({ error: 'must be a whole number' }).min(1, { error: `must be at least 1 ${what}` });

export const seedSchema = z
  .int({ error: 'must be a whole number' })
  .min(0, { error: 'must not be negative' })
  .default(0);
