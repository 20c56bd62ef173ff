import type { Report } from './observed-trial.js';

/** The first report at or after `step`; undefined where the trial did not get so far. `reports` ascend by step. */
export const firstReportFrom = (reports: readonly Report[], step: number): Report | undefined =>
  reports[countBefore(reports, step)];

/** What was known at `step`: the last report at or before it; undefined where the trial did not get so far, or had said nothing. */
export function lastReportUntil(reports: readonly Report[], step: number): Report | undefined {
  const from = countBefore(reports, step);
  const next = reports[from];
  return next && next.step > step ? reports[from - 1] : next;
}

/** How many reports lie before `step`, by bisection. */
function countBefore(reports: readonly Report[], step: number): number {
  let low = 0;
  let high = reports.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((reports[middle]?.step ?? 0) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}
