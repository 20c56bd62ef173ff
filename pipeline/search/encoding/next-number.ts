import type { ObservedTrial } from '../observed-trial.js';

/** The number of the trial asked for: one more than the largest so far. */
export function nextNumber(trials: readonly ObservedTrial[]): number {
  let next = 0;
  for (const { number } of trials) if (number >= next) next = number + 1;
  return next;
}
