import { formatValue, withMargin } from '../format-number.js';
import { latencyGroupColumn, sameGroupSentence } from '../report-data/latency-columns.js';
import type { Column, ReportData } from '../report-data/report-data.js';
import { valueText } from '../report-data/verdict.js';
import { rangeOf, sparkline } from './sparkline.js';

/** A table of the best trials as text. */
export interface BestRows {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Complete trials that are not among the rows. */
  readonly others: number;
  /** What a reader has to know of the columns. */
  readonly notes: readonly string[];
}

/** Columns of words, by their headings. */
export const textColumns: ReadonlySet<string> = new Set(['curve', 'hyperparameters']);

const costs = [
  'metric:test.accuracy',
  'metric:test.r2',
  'metric:latency.p90',
  latencyGroupColumn,
  'metric:model.bytes',
];

/** `3`, or `3 int8-static` of a variant. */
function labelOf({ trials }: ReportData, index: number): string {
  const { number, variant = '' } = trials[index] ?? {};
  return `${number ?? ''} ${variant}`.trim();
}

/** Rank, trial, objectives, costs, learning curve and hyperparameters of the best complete trials, as far as there are any. */
export function bestRows(data: ReportData, most: number): BestRows {
  const complete = data.trials.flatMap(({ state }, index) => (state === 'COMPLETE' ? [index] : []));
  const shown = complete.slice(0, most);
  const objectives = data.objectives.map(({ column }) => column);
  const wanted = new Set([...objectives, ...costs]);
  const columns = [...wanted].flatMap((key) => data.columns.find((column) => column.key === key) ?? []);
  const parameters = data.columns.filter(({ group }) => group === 'parameter');
  const curves = shown.map((index) => data.curves.byTrial[data.trials[index]?.number ?? -1]?.values[0] ?? []);
  const range = rangeOf(curves.flat());
  const hasCurves = curves.some(({ length }) => length > 1);
  return {
    header: ['rank', 'trial', ...columns.map(({ name }) => name), ...(hasCurves ? ['curve'] : []), 'hyperparameters'],
    rows: shown.map((index, i) => [
      String(index + 1),
      labelOf(data, index),
      ...columns.map((column) => narrowText(column, index)),
      ...(hasCurves ? [sparkline(curves[i] ?? [], range)] : []),
      parameters
        .flatMap((column) => {
          const value = valueText(column, index);
          return value === '' ? [] : [`${column.name} ${value}`];
        })
        .join(', '),
    ]),
    others: complete.length - shown.length,
    notes: columns.some(({ key }) => key === latencyGroupColumn) ? [sameGroupSentence] : [],
  };
}

function narrowText(column: Column, index: number): string {
  const value = column.values[index] ?? null;
  if (column.kind === 'text' || value === null) return valueText(column, index);
  return withMargin(formatValue(value, column.unit), column.intervals?.[index]);
}
