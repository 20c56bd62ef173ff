import type { JsonValue } from '../../store/json-value.js';
import { renderJson } from '../../store/render-json.js';
import type { Column, ColumnGroup, NumberColumn } from './report-data.js';
import type { DescribedTrial, StudyDescription } from './study-description.js';

type Trials = readonly DescribedTrial[];

/** The objectives first, whether or not a trial has them; then every metric that one has. */
export function metricColumns({ objectives, constraints, units, trials }: StudyDescription): readonly Column[] {
  const wanted = [...objectives, ...constraints].map(({ metric }) => metric);
  const names = new Set([...wanted, ...trials.flatMap(({ metrics }) => Object.keys(metrics))]);
  return [...names].map((name) => {
    const intervals = trials.map((trial) => (trial.intervals && own(trial.intervals, name)) ?? null);
    return {
      ...numberColumn('metric', name),
      unit: units[name] ?? '',
      values: trials.map(({ metrics }) => own(metrics, name) ?? null),
      ...(intervals.some((interval) => interval !== null) && { intervals }),
    };
  });
}

/** Optuna's constraints have no names. */
export function constraintColumns(trials: Trials): readonly NumberColumn[] {
  const most = trials.reduce((longest, { constraints }) => Math.max(longest, constraints.length), 0);
  return Array.from({ length: most }, (_, index) => ({
    ...numberColumn('constraint', `constraint ${index}`),
    values: trials.map(({ constraints }) => constraints[index] ?? null),
  }));
}

export function parameterColumns(space: StudyDescription['space'], trials: Trials): readonly Column[] {
  const records = trials.map(({ parameters }) => parameters);
  return Object.entries(space).map(([name, parameter]): Column => {
    if (parameter.kind === 'choice' || parameter.kind === 'ordinal') {
      return textColumn('parameter', name, records, parameter.choices.map(textOf));
    }
    return {
      ...numberColumn('parameter', name),
      scale: parameter.scale,
      range: [parameter.low, parameter.high],
      values: records.map((record) => numberOf(own(record, name))),
    };
  });
}

/** An attribute that is a number wherever it is there is one; others are texts. */
export function attributeColumns(trials: Trials): readonly Column[] {
  const records = trials.map(({ attributes }) => attributes);
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  return [...names].map((name): Column => {
    const isNumeric = records.every((record) => ['undefined', 'number'].includes(typeof own(record, name)));
    if (!isNumeric) return textColumn('attribute', name, records, []);
    return { ...numberColumn('attribute', name), values: records.map((record) => numberOf(own(record, name))) };
  });
}

const numberColumn = (group: ColumnGroup, name: string) =>
  ({ key: `${group}:${name}`, name, group, kind: 'number', unit: '', scale: 'linear' }) as const;

/** @param known texts that come first, in their order */
function textColumn(
  group: ColumnGroup,
  name: string,
  records: readonly Readonly<Record<string, JsonValue>>[],
  known: readonly string[],
): Column {
  const places = new Map(known.map((text, index) => [text, index]));
  const values = records.map((record) => {
    const value = own(record, name);
    if (value === undefined) return null;
    const text = textOf(value);
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  });
  return { key: `${group}:${name}`, name, group, kind: 'text', texts: [...places.keys()], values };
}

const textOf = (value: JsonValue) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : renderJson(value);

const numberOf = (value: JsonValue | undefined) => (typeof value === 'number' ? value : null);

/** Names come from users: `constructor` is one like any other. */
const own = <V>(record: Readonly<Record<string, V>>, name: string): V | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
