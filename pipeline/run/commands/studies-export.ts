import { type Cell, renderCsv } from '../../report/render-csv.js';
import type { Attributes, JsonValue } from '../../store/json-value.js';
import { renderJson } from '../../store/render-json.js';
import type { Distribution, StoredTrial, StudySummary } from '../../store/stored-trial.js';
import type { StudyReader } from '../../store/study-store.js';
import { constraintsOf, isParameterValue, reasonOf, systemAttributes } from '../../store/system-attributes.js';
import type { Direction, TrialState } from '../../study/trial.js';
import { bestTrials } from '../ask-tell/best-trials.js';
import { fromStoredTrial } from '../ask-tell/from-stored-trial.js';

/** A study with all that is known of it, as `ortune studies export --format json` writes it. */
export interface DescribedStudy {
  readonly name: string;
  readonly objectives: readonly { readonly name: string; readonly direction: Direction }[];
  readonly states: Readonly<Record<TrialState, number>>;
  readonly started: Date | undefined;
  readonly finished: Date | undefined;
  readonly userAttributes: Attributes;
  readonly systemAttributes: Attributes;
  /** Of one objective the best trial, of several the Pareto front. */
  readonly best: readonly DescribedTrial[];
  readonly trials: readonly DescribedTrial[];
}

export interface DescribedTrial {
  readonly number: number;
  readonly state: TrialState;
  readonly reason: string;
  readonly values: readonly number[];
  /** <= 0 where one holds. */
  readonly constraints: readonly number[];
  readonly parameters: Attributes;
  readonly distributions: Readonly<Record<string, Distribution>>;
  readonly reports: StoredTrial['reports'];
  readonly userAttributes: Attributes;
  readonly systemAttributes: Attributes;
  readonly started: Date | undefined;
  readonly finished: Date | undefined;
}

export async function describeStudy(store: StudyReader, study: StudySummary): Promise<DescribedStudy> {
  const { user, system } = await store.studyAttributes(study.id);
  const stored = await store.readTrials(study.id);
  const trials = stored.map(describeTrial);
  const [first = 'minimize', ...others] = study.directions;
  const directions = [first, ...others] as const;
  const names = objectiveNames(directions.length, system[systemAttributes.metricNames]);
  const best = new Set(bestTrials(stored.map(fromStoredTrial), directions).map(({ number }) => number));
  return {
    name: study.name,
    objectives: directions.map((direction, index) => ({ name: names[index] ?? '', direction })),
    states: study.trials,
    started: study.started,
    finished: study.finished,
    userAttributes: user,
    systemAttributes: system,
    best: trials.filter(({ number }) => best.has(number)),
    trials,
  };
}

function objectiveNames(count: number, stored: JsonValue | undefined): readonly string[] {
  if (Array.isArray(stored) && stored.length === count) return stored.map(String);
  return count === 1 ? ['value'] : Array.from({ length: count }, (_, index) => `value_${index}`);
}

const describeTrial = (trial: StoredTrial): DescribedTrial => ({
  number: trial.number,
  state: trial.state,
  reason: reasonOf(trial),
  values: trial.values,
  constraints: constraintsOf(trial) ?? [],
  parameters: { ...trial.parameters, ...trial.otherParameters },
  distributions: trial.distributions,
  reports: trial.reports,
  userAttributes: trial.userAttributes,
  systemAttributes: trial.systemAttributes,
  started: trial.started,
  finished: trial.finished,
});

/** One row a trial, by number. */
export function renderStudiesCsv({ objectives, trials }: DescribedStudy): Promise<string> {
  const parameters = keysOf(trials.map((trial) => trial.parameters));
  const attributes = keysOf(trials.map((trial) => trial.userAttributes));
  const constraints = trials.reduce((most, trial) => Math.max(most, trial.constraints.length), 0);
  const columns = [
    'trial',
    'state',
    'reason',
    ...objectives.map(({ name }) => name),
    ...Array.from({ length: constraints }, (_, index) => `constraint_${index}`),
    ...parameters.map((name) => `hp.${name}`),
    ...attributes.map((name) => `user.${name}`),
    'started',
    'finished',
    'seconds',
  ];
  const rows = trials.map((trial): readonly Cell[] => [
    trial.number,
    trial.state,
    trial.reason,
    ...objectives.map((_, index) => trial.values[index]),
    ...Array.from({ length: constraints }, (_, index) => trial.constraints[index]),
    ...parameters.map((name) => cellOf(trial.parameters, name)),
    ...attributes.map((name) => cellOf(trial.userAttributes, name)),
    trial.started?.toISOString(),
    trial.finished?.toISOString(),
    trial.started && trial.finished && (trial.finished.getTime() - trial.started.getTime()) / 1000,
  ]);
  return renderCsv(columns, rows);
}

const keysOf = (records: readonly Attributes[]) => [...new Set(records.flatMap((record) => Object.keys(record)))];

function cellOf(record: Attributes, name: string): Cell {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  return value === undefined || isParameterValue(value) ? value : renderJson(value);
}
