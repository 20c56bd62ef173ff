import { median } from '../quantile.js';

/** Windows whose medians differ by less than this share count as equal. */
export const steadyTolerance = 0.03;

const smallestWindow = 5;

/** Runs below which nothing can be said. */
export const fewestRunsToJudge = 3 * smallestWindow;

/**
 * Whether a series of run times has stopped falling (or rising): its second half is cut into three windows, whose
 * medians lie within the tolerance of each other. Medians, because single runs are hit by interrupts that say nothing
 * of warmth; windows that grow with the series, because short runs are noisy and need many.
 * @param times milliseconds, in the order they were taken
 */
export function isSteady(times: readonly number[], tolerance = steadyTolerance): boolean {
  if (times.length < fewestRunsToJudge) return false;
  const window = Math.max(smallestWindow, Math.floor(times.length / 6));
  const medians = [3, 2, 1].map((back) => {
    const end = times.length - (back - 1) * window;
    return median(times.slice(end - window, end));
  });
  const lowest = Math.min(...medians);
  return Math.max(...medians) - lowest <= tolerance * lowest;
}
