import type { Column, ReportData } from './report-data.js';

/** The study as if it had this trial only, which charts of one trial are drawn from. */
export function onlyTrial(data: ReportData, index: number): ReportData {
  return {
    ...data,
    trials: data.trials.slice(index, index + 1),
    columns: data.columns.map((column): Column => {
      const values = column.values.slice(index, index + 1);
      if (column.kind === 'text' || !column.intervals) return { ...column, values };
      return { ...column, values, intervals: column.intervals.slice(index, index + 1) };
    }),
  };
}
