import { z } from 'zod';
import type { Report } from '../observed-trial.js';

/** Options of the pruners that may judge at any step. */
export const judgedSteps = {
  /** So many steps of every trial are not judged. */
  warmup: z.int({ error: 'must be a whole number' }).min(0, { error: 'must not be negative' }).default(0),
  /** Of the steps after those, the first is judged and then every so manyth. */
  interval: z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' }).default(1),
};

/**
 * Whether the last of `reports` is to be judged: since the one before it a step of `warmup` + 1, `warmup` + 1 + `interval`, ...
 * has come. A step without a report is made up for by the next report (as in Optuna, whose steps count from 0).
 */
export function isJudged(
  reports: readonly Report[],
  { warmup, interval }: { readonly warmup: number; readonly interval: number },
): boolean {
  const step = reports.at(-1)?.step ?? 0;
  if (step <= warmup) return false;
  const due = step - ((step - warmup - 1) % interval);
  return (reports.at(-2)?.step ?? 0) < due;
}
