import { formatNumber, formatValue, intervalText, withInterval } from '../format-number.js';
import { type Column, columnOf, isNumber, type NumberColumn, type ReportData, trialLabel } from './report-data.js';

export interface LabelledValue {
  readonly label: string;
  readonly value: string;
  /** `0.498 to 0.53`, of what was measured more than once. */
  readonly interval?: string;
}

/** The value, and its interval in brackets. */
export const wholeValue = ({ value, interval }: LabelledValue): string =>
  interval === undefined ? value : `${value} (${interval})`;

/** What a reader wants to know first. */
export interface Verdict {
  /** `10 complete, 2 pruned, 1 failed`. */
  readonly tally: string;
  /** The recommended trial; absent where there is none, and then `problem` says why. */
  readonly best?: BestTrial;
  readonly problem: string;
  /** What to try next, each a sentence; at most six. */
  readonly next: readonly string[];
}

export interface BestTrial {
  /** Place in the ranking, from 0. */
  readonly index: number;
  /** `trial 3` */
  readonly label: string;
  readonly objectives: readonly LabelledValue[];
  /** What its network costs to serve, as far as it was measured. */
  readonly cost: readonly LabelledValue[];
  readonly parameters: readonly LabelledValue[];
  /** Other trials on its front, which no trial beats either. */
  readonly rivals: number;
}

const mostSuggestions = 6;

export function verdictOf(data: ReportData): Verdict {
  const first = data.trials[0];
  const known = { tally: tallyOf(data), next: suggestions(data).slice(0, mostSuggestions) };
  if (!first?.feasible) return { ...known, problem: problemOf(data) };
  return { ...known, problem: '', best: bestTrial(data) };
}

const words = {
  COMPLETE: 'complete',
  PRUNED: 'pruned',
  FAIL: 'failed',
  RUNNING: 'running',
  WAITING: 'waiting',
} as const;

export function tallyOf({ trials }: ReportData): string {
  const counts = Object.entries(words).flatMap(([state, word]) => {
    const count = trials.filter((trial) => trial.state === state && trial.variant === '').length;
    return count > 0 ? [`${count} ${word}`] : [];
  });
  return counts.length > 0 ? counts.join(', ') : 'no trials';
}

function problemOf({ trials }: ReportData): string {
  if (trials.length === 0) return 'There is no trial yet.';
  if (trials.some(({ state }) => state === 'COMPLETE')) return 'No trial meets the constraints.';
  if (trials.every(({ state }) => state === 'FAIL')) return 'Every trial failed.';
  return 'No trial is complete.';
}

const costs: readonly (readonly [column: string, label: string])[] = [
  ['metric:latency.p50', 'median latency'],
  ['metric:latency.p90', '90th percentile'],
  ['metric:model.bytes', 'file'],
  ['metric:memory.peak', 'peak memory'],
  ['metric:coldStart', 'cold start'],
  ['metric:throughput', 'throughput'],
];

function bestTrial(data: ReportData): BestTrial {
  const front = data.trials[0]?.front;
  const value = (key: string) => columnOf(data, key)?.values[0] ?? null;
  const shown = data.objectives.map(({ column }) => column);
  return {
    index: 0,
    label: data.trials[0] ? trialLabel(data.trials[0]) : '',
    objectives: data.objectives.map(({ column, name }) => labelled(name, columnOf(data, column))),
    cost: costs.flatMap(([key, label]) =>
      value(key) === null || shown.includes(key) ? [] : [labelled(label, columnOf(data, key))],
    ),
    parameters: data.columns
      .filter((column) => column.group === 'parameter' && (column.values[0] ?? null) !== null)
      .map((column) => ({ label: column.name, value: valueText(column, 0) })),
    rivals:
      data.objectives.length > 1 && front !== null
        ? data.trials.filter((trial) => trial.feasible && trial.front === front).length - 1
        : 0,
  };
}

/** Of the best trial. */
function labelled(label: string, column: Column | undefined): LabelledValue {
  const value = column?.values[0] ?? null;
  if (column?.kind !== 'number' || value === null) return { label, value: valueText(column, 0) };
  const interval = column.intervals?.[0];
  return { label, value: formatValue(value, column.unit), ...(interval && { interval: intervalText(interval) }) };
}

/** A value of a column as text, with its interval where it has one; empty where there is none. */
export function valueText(column: Column | undefined, index: number): string {
  const value = column?.values[index] ?? null;
  if (!column || value === null) return '';
  if (column.kind === 'text') return column.texts[value] ?? '';
  return withInterval(formatValue(value, column.unit), column.intervals?.[index]);
}

function suggestions(data: ReportData): readonly string[] {
  const best = data.trials[0];
  return [
    ...(best?.feasible && best.advice !== '' ? [`The best trial, ${best.diagnosis}: ${best.advice}`] : []),
    ...failures(data),
    ...atTheEdge(data),
    ...progress(data),
    ...diagnoses(data),
    ...unimportant(data),
  ];
}

/** Failures are worth a look where they are many. */
function failures({ trials }: ReportData): readonly string[] {
  const failed = trials.filter(({ state }) => state === 'FAIL');
  if (failed.length < 2 || failed.length < 0.1 * trials.length) return [];
  const [reason = '', count = 0] = mostFrequent(failed.map((trial) => trial.reason));
  const why =
    reason === '' ? '' : `, ${count === failed.length ? 'all' : count} with “${reason.split('\n')[0]?.slice(0, 120)}”`;
  return [`${failed.length} of ${trials.length} trials failed${why}.`];
}

/** The good trials lie at the end of a range: what is beyond it may be better. */
function atTheEdge(data: ReportData): readonly string[] {
  const complete = data.trials.filter(({ feasible }) => feasible).length;
  if (complete < 8) return [];
  const good = Math.max(3, Math.ceil(0.1 * complete));
  return data.columns.flatMap((column) => {
    if (column.group !== 'parameter' || column.kind !== 'number' || !column.range) return [];
    const places = column.values
      .slice(0, good)
      .filter(isNumber)
      .map((value) => placeInRange(column, value));
    if (places.length < good) return [];
    const [low, high] = column.range;
    const isEverywhere = (near: (place: number) => boolean) =>
      column.values
        .slice(0, complete)
        .filter(isNumber)
        .every((value) => near(placeInRange(column, value)));
    if (isEverywhere((place) => place >= 0.9) || isEverywhere((place) => place <= 0.1)) return [];
    if (places.every((place) => place >= 0.9)) {
      return [`The best trials have ${column.name} near its upper end, ${formatNumber(high)}: try larger values.`];
    }
    if (places.every((place) => place <= 0.1) && !(low === 0 && column.scale === 'linear')) {
      return [`The best trials have ${column.name} near its lower end, ${formatNumber(low)}: try smaller values.`];
    }
    return [];
  });
}

/** 0 at the lower end of the range, 1 at the upper one, on the column's own scale. */
function placeInRange({ range = [0, 1], scale }: NumberColumn, value: number): number {
  const at = scale === 'log' ? Math.log : (x: number) => x;
  return (at(value) - at(range[0])) / (at(range[1]) - at(range[0]) || 1);
}

/** Whether more trials are likely to help. */
function progress(data: ReportData): readonly string[] {
  const finished = data.trials.filter(({ state }) => state === 'COMPLETE' || state === 'PRUNED').length;
  const best = data.trials[0];
  if (!best?.feasible || finished < 10 || data.objectives.length > 1) return [];
  const last = data.trials.reduce((most, { number }) => Math.max(most, number), 0);
  if (best.number > 0.8 * last) return ['The best trial is among the last ones: more trials are likely to help.'];
  if (best.number < 0.4 * last) {
    const since = last - best.number;
    return [`No trial of the last ${since} was better: more of the same will hardly help, another search space may.`];
  }
  return [];
}

const healthy = new Set(['', 'good']);

function diagnoses({ trials }: ReportData): readonly string[] {
  const complete = trials.filter(({ state, diagnosis }) => state === 'COMPLETE' && diagnosis !== '');
  const [diagnosis = '', count = 0] = mostFrequent(complete.map((trial) => trial.diagnosis));
  if (healthy.has(diagnosis) || count < 0.5 * complete.length || complete.length < 4) return [];
  const advice = complete.find((trial) => trial.diagnosis === diagnosis)?.advice ?? '';
  return [
    `${count} of ${complete.length} complete trials are diagnosed as ${diagnosis}${advice === '' ? '' : `: ${advice}`}.`.replace(
      '..',
      '.',
    ),
  ];
}

function unimportant(data: ReportData): readonly string[] {
  const { importance, objectives } = data;
  const found = importance.filter(({ method, objective }) => method === 'fanova' && objective !== 'pareto_rank');
  if (found.length < objectives.length) return [];
  const share = (name: string) =>
    Math.max(
      ...found.map(
        ({ hyperparameters }) => hyperparameters.find((one) => one.hyperparameter === name)?.importance ?? 0,
      ),
    );
  const names = (found[0]?.hyperparameters ?? [])
    .map(({ hyperparameter }) => hyperparameter)
    .filter((name) => share(name) < 0.03 && isUsed(data, name));
  if (names.length === 0) return [];
  const [one] = names;
  return [
    names.length === 1
      ? `${one} hardly matters here: it can be fixed, and the search is smaller.`
      : `${names.join(', ')} hardly matter here: they can be fixed, and the search is smaller.`,
  ];
}

/** Whether half of the complete trials have it: of a few, little can be said. */
function isUsed(data: ReportData, name: string): boolean {
  const values = columnOf(data, `parameter:${name}`)?.values ?? [];
  const complete = data.trials.flatMap(({ state }, index) => (state === 'COMPLETE' ? [values[index] ?? null] : []));
  return 2 * complete.filter((value) => value !== null).length >= complete.length;
}

function mostFrequent(texts: readonly string[]): readonly [string, number] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most), ['', 0]);
}
