import { mostCurveNumbers, runningFirst } from './limit-curves.js';
import type {
  Column,
  ColumnGroup,
  CurveTable,
  NumberColumn,
  ReportData,
  ReportTrial,
  TextColumn,
} from './report-data.js';
import { decodeFronts, type ReportUpdate } from './report-update.js';

/** Where the values of a trial are found: at a place of the earlier data, or of the changed ones. */
interface Origin {
  readonly places: readonly number[];
  readonly isChanged: readonly boolean[];
}

/** The report of a study with what is new of it. Pure: takes time in proportion to the trials, but no more than a copy. */
export function mergeReportData(before: ReportData, { changed, order }: ReportUpdate): ReportData {
  const numbersBefore = before.trials.map(({ number }) => number);
  const known = new Map(numbersBefore.map((number, place) => [number, place]));
  const fresh = new Map(changed.trials.map(({ number }, place) => [number, place]));
  const numbers = order
    ? [...numbersBefore.slice(0, order.from), ...order.numbers]
    : [...numbersBefore, ...[...fresh.keys()].filter((number) => !known.has(number))];
  const fronts = order && decodeFronts(order.fronts);
  const origin: Origin = {
    places: numbers.map((number) => fresh.get(number) ?? known.get(number) ?? -1),
    isChanged: numbers.map((number) => fresh.has(number)),
  };
  const trials = numbers.flatMap((number, place): ReportTrial[] => {
    const earlier = before.trials[known.get(number) ?? -1];
    const trial = changed.trials[fresh.get(number) ?? -1] ?? earlier;
    if (!trial) return [];
    const front = fronts ? (fronts[place] ?? null) : (earlier?.front ?? null);
    return [trial.front === front ? trial : { ...trial, front }];
  });
  const bounds = new Map([...before.constraints, ...changed.constraints].map((one) => [JSON.stringify(one), one]));
  return {
    ...changed,
    constraints: [...bounds.values()],
    columns: mergeColumns(before.columns, changed.columns, origin),
    trials,
    curves: mergeCurves(before.curves, changed, runningFirst(trials)),
    initialisation: { ...before.initialisation, ...changed.initialisation },
  };
}

const groupOrder: readonly ColumnGroup[] = ['metric', 'constraint', 'parameter', 'attribute'];

function mergeColumns(before: readonly Column[], changed: readonly Column[], origin: Origin): readonly Column[] {
  const earlier = new Map(before.map((column) => [column.key, column]));
  const later = new Map(changed.map((column) => [column.key, column]));
  const keys = [...new Set([...earlier.keys(), ...later.keys()])];
  return keys
    .flatMap((key) => mergeColumn(earlier.get(key), later.get(key), origin) ?? [])
    .sort((a, b) => groupOrder.indexOf(a.group) - groupOrder.indexOf(b.group));
}

function mergeColumn(before: Column | undefined, changed: Column | undefined, origin: Origin): Column | undefined {
  const known = changed ?? before;
  if (!known) return undefined;
  if (before?.kind !== 'text' && changed?.kind !== 'text') {
    const column = changed ?? before;
    const intervals = pick(intervalsOf(before), intervalsOf(changed), origin);
    return (
      column && {
        ...column,
        ...rangeOf(before, changed),
        values: pick(before, changed, origin),
        ...(intervals.some((interval) => interval !== null) && { intervals }),
      }
    );
  }
  const [a, b] = [before && asText(before), changed && asText(changed)];
  const texts = [...new Set([...(a?.texts ?? []), ...(b?.texts ?? [])])];
  const places = new Map(texts.map((text, place) => [text, place]));
  // Texts of the earlier column come first: their places stay.
  const moved = b && {
    values: b.values.map((value) => (value === null ? null : (places.get(b.texts[value] ?? '') ?? null))),
  };
  const { key, name, group } = known;
  return { key, name, group, kind: 'text', texts, values: pick(a, moved, origin) };
}

/** A hyperparameter of Optuna's may have another range in every trial. */
function rangeOf(before: NumberColumn | undefined, changed: NumberColumn | undefined): Pick<NumberColumn, 'range'> {
  const [a, b] = [before?.range, changed?.range];
  if (!a || !b) return { range: a ?? b };
  return { range: [Math.min(a[0], b[0]), Math.max(a[1], b[1])] };
}

/** An attribute that was a number so far may be a text in the next trial. */
function asText(column: Column): TextColumn {
  if (column.kind === 'text') return column;
  const { key, name, group, values } = column;
  const texts = [...new Set(values.flatMap((value) => (value === null ? [] : [String(value)])))];
  const places = new Map(texts.map((text, place) => [text, place]));
  return {
    key,
    name,
    group,
    kind: 'text',
    texts,
    values: values.map((value) => (value === null ? null : (places.get(String(value)) ?? null))),
  };
}

const intervalsOf = (column: NumberColumn | undefined) => column?.intervals && { values: column.intervals };

interface Values<T> {
  readonly values: readonly (T | null)[];
}

const pick = <T>(
  before: Values<T> | undefined,
  changed: Values<T> | undefined,
  { places, isChanged }: Origin,
): readonly (T | null)[] => places.map((place, i) => (isChanged[i] ? changed : before)?.values[place] ?? null);

/** As `limitCurves`. */
function mergeCurves(before: CurveTable, { curves, trials }: ReportData, order: readonly ReportTrial[]): CurveTable {
  const changed = new Set(trials.map(({ number }) => number));
  const byTrial: Record<number, CurveTable['byTrial'][number]> = {};
  const omitted: number[] = [];
  const omittedBefore = new Set([...before.omitted, ...curves.omitted]);
  let room = mostCurveNumbers;
  for (const { number } of order) {
    const curve = (changed.has(number) ? curves : before).byTrial[number];
    if (!curve) {
      if (omittedBefore.has(number)) omitted.push(number);
      continue;
    }
    room -= curve.steps.length * curve.values.length;
    if (room >= 0) byTrial[number] = curve;
    else omitted.push(number);
  }
  // What scores are is known for sure of a trial that has ended.
  const isSure = Object.keys(before.byTrial).length === 0 || trials.some(({ state }) => state === 'COMPLETE');
  return { ...(isSure ? curves : before), byTrial, omitted };
}
