import type { ObservedTrial } from '../observed-trial.js';
import type { StudyOutline } from '../study-outline.js';

/** The number of the trial asked for: one more than the largest so far. */
export function nextNumber(trials: readonly ObservedTrial[]): number {
  let next = 0;
  for (const { number } of trials) if (number >= next) next = number + 1;
  return next;
}

/**
 * The index of the next point of a sequence that belongs to the study: every setting takes one, also where it gets several trials
 * (taking every r-th point instead would leave parts of the space empty).
 */
export const nextPoint = (trials: readonly ObservedTrial[], { replicates = 1 }: StudyOutline): number =>
  Math.floor(nextNumber(trials) / replicates);
