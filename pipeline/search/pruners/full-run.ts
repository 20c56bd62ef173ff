import type { ObservedTrial } from '../observed-trial.js';
import type { StudyOutline } from '../study-outline.js';

/**
 * How many steps a trial has that runs to its end: as told, or the most that any complete trial has reported; undefined while
 * nobody knows.
 */
export function fullRun(
  told: number | undefined,
  peers: readonly ObservedTrial[],
  { steps }: StudyOutline,
): number | undefined {
  const known = told ?? steps;
  if (known !== undefined) return known;
  const lengths = peers.flatMap(({ state, reports = [] }) =>
    state === 'COMPLETE' ? (reports.at(-1)?.step ?? []) : [],
  );
  return lengths.length === 0 ? undefined : Math.max(...lengths);
}
