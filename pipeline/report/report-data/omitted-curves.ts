import type { ReportData } from './report-data.js';

/** Which learning curves a report has no room for, in a sentence; empty where it has all. */
export function omittedCurves({ curves, trials }: ReportData): string {
  const { length } = curves.omitted;
  if (length === 0) return '';
  const rank = 1 + trials.findIndex(({ number }) => number === curves.omitted[0]);
  const whose =
    length === 1 ? `The learning curve of trial ${curves.omitted[0]}` : `Learning curves of ${length} trials`;
  return `${whose}, from rank ${rank} on, ${length === 1 ? 'is' : 'are'} left out for size: learning-curves.csv has all.`;
}
