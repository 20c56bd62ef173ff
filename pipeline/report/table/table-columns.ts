import { formatNumber } from '../format-number.js';
import { latencyTiesColumn } from '../report-data/latency-columns.js';
import type { Column, ColumnGroup, ReportData, ReportTrial } from '../report-data/report-data.js';
import { valueText } from '../report-data/verdict.js';

/** A column of the ranking table. */
export interface TableColumn {
  readonly key: string;
  readonly name: string;
  readonly group: 'trial' | ColumnGroup;
  readonly isNumeric: boolean;
  /** Whether it is shown until the reader chooses. */
  readonly isShown: boolean;
  /** As a reader sees it; empty where there is nothing. */
  text(index: number): string;
  /** In full; undefined where there is nothing. */
  cell(index: number): string | number | undefined;
}

/** What every trial has, then the objectives, hyperparameters and all else; rows are the trials in the order of the ranking. */
export function tableColumns(data: ReportData): readonly TableColumn[] {
  const objectives = new Set(data.objectives.map(({ column }) => column));
  const order = (column: Column) => (objectives.has(column.key) ? 0 : column.group === 'parameter' ? 1 : 2);
  const columns = [...data.columns].sort((a, b) => order(a) - order(b));
  const metrics = columns.filter(({ key, group }) => group === 'metric' && !objectives.has(key)).length;
  return [
    ...trialColumns(data),
    ...columns.map((column): TableColumn => {
      const { key, name, group, kind } = column;
      const isShown =
        order(column) < 2 || (group === 'metric' && (metrics <= 4 || favourites.has(key))) || key === latencyTiesColumn;
      return {
        key,
        name,
        group,
        isNumeric: kind === 'number',
        isShown,
        text: (index) => valueText(column, index),
        cell: (index) => exact(column, index),
      };
    }),
    ...lastColumns(data),
  ];
}

const favourites: ReadonlySet<string> = new Set([
  'metric:test.accuracy',
  'metric:test.r2',
  'metric:latency.p90',
  'metric:model.bytes',
  'metric:train.seconds',
]);

function exact(column: Column, index: number): string | number | undefined {
  const value = column.values[index] ?? null;
  if (value === null) return undefined;
  return column.kind === 'text' ? column.texts[value] : value;
}

const trialColumn = (
  { trials }: ReportData,
  name: string,
  isNumeric: boolean,
  value: (trial: ReportTrial, index: number) => string | number | undefined,
): TableColumn => {
  const cell = (index: number) => {
    const trial = trials[index];
    const found = trial && value(trial, index);
    return found === '' ? undefined : found;
  };
  const isShown = trials.some((_, index) => cell(index) !== undefined);
  const text = (index: number) => {
    const found = cell(index) ?? '';
    return typeof found === 'number' ? formatNumber(found) : found;
  };
  return { key: `trial:${name}`, name, group: 'trial', isNumeric, isShown, text, cell };
};

const trialColumns = (data: ReportData): readonly TableColumn[] => [
  trialColumn(data, 'rank', true, (_, index) => index + 1),
  trialColumn(data, 'trial', true, ({ number }) => number),
  trialColumn(data, 'variant', false, ({ variant }) => variant),
  trialColumn(data, 'state', false, ({ state }) => state),
];

const lastColumns = (data: ReportData): readonly TableColumn[] => [
  trialColumn(data, 'front', true, ({ front }) => front ?? undefined),
  trialColumn(data, 'seconds', true, ({ started, finished }) =>
    started === null || finished === null ? undefined : (finished - started) / 1000,
  ),
  trialColumn(data, 'diagnosis', false, ({ diagnosis }) => diagnosis),
  trialColumn(data, 'reason', false, ({ reason }) => reason),
];
