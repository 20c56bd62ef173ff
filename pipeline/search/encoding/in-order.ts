import type { ObservedTrial } from '../observed-trial.js';

/** The trials by number; the list itself where it is in order already, as a study's is. */
export function inOrder(trials: readonly ObservedTrial[]): readonly ObservedTrial[] {
  const sorted = trials.every(({ number }, i) => i === 0 || number > (trials[i - 1]?.number ?? 0));
  return sorted ? trials : [...trials].sort((a, b) => a.number - b.number);
}
