import { type Column, columnOf, isNumber, type NumberColumn, type ReportData } from '../report-data/report-data.js';
import type { Control, ControlOption } from './chart.js';

export const objectiveColumns = (data: ReportData): readonly Column[] =>
  data.objectives.flatMap(({ column }) => columnOf(data, column) ?? []);

export const parameterColumns = (data: ReportData): readonly Column[] =>
  data.columns.filter(({ group }) => group === 'parameter');

/** Number columns with a finite value, the objectives first. */
export function measuredColumns(data: ReportData): readonly NumberColumn[] {
  const wanted = new Set<Column>([
    ...objectiveColumns(data),
    ...data.columns.filter(({ group }) => group === 'metric' || group === 'attribute'),
  ]);
  return [...wanted].filter(isNumberColumn).filter(({ values }) => values.some(isNumber));
}

export const isNumberColumn = (column: Column): column is NumberColumn => column.kind === 'number';

/** Of values that lie on both sides of a factor of a hundred and are all positive, a logarithmic axis shows more. */
export function needsLog(values: readonly (number | null)[]): boolean {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (!isNumber(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return least > 0 && most / least > 100;
}

/** A control that chooses one of the columns, `first` at the beginning. */
export function columnControl(name: string, label: string, columns: readonly Column[], first = 0): Control {
  const options = columns.map(({ key, name: text }): ControlOption => ({ value: key, label: text }));
  return { name, label, options: [...options.slice(first, first + 1), ...options.filter((_, i) => i !== first)] };
}
