import { parseDistribution, renderDistribution } from '../../pipeline/store/distribution-json.js';
import type { Distribution, StoredStudy, StoredTrial } from '../../pipeline/store/stored-trial.js';
import type { StudyReader } from '../../pipeline/store/study-store.js';
import { constraintsOf, systemAttributes } from '../../pipeline/store/system-attributes.js';

/** What `optuna/describe_study.py` prints of a trial. */
export interface OptunaTrial {
  readonly number: number;
  readonly state: string;
  readonly values: readonly number[];
  readonly parameters: Readonly<Record<string, unknown>>;
  /** In Optuna's JSON. */
  readonly distributions: Readonly<Record<string, string>>;
  readonly reports: readonly (readonly [step: number, value: number])[];
  readonly constraints: readonly number[];
  readonly userAttributes: Readonly<Record<string, unknown>>;
  readonly systemAttributes: Readonly<Record<string, unknown>>;
  readonly started: string | null;
  readonly finished: string | null;
}

export interface OptunaStudy {
  readonly name: string;
  readonly directions: readonly string[];
  readonly metricNames: readonly string[] | null;
  readonly userAttributes: Readonly<Record<string, unknown>>;
  readonly best: readonly number[];
  readonly trials: readonly OptunaTrial[];
}

/** Both in the same words, so that they can be compared: what Optuna has read... */
export const asCompared = (trial: OptunaTrial) => ({
  ...trial,
  parameters: rounded(trial.parameters),
  distributions: mapValues(trial.distributions, parseDistribution),
  systemAttributes: without(trial.systemAttributes, 'ortune:report:'),
});

/** ... and what we have. */
export const describeTrial = (trial: StoredTrial) => ({
  number: trial.number,
  state: trial.state,
  values: trial.values,
  parameters: rounded({ ...trial.parameters, ...trial.otherParameters }),
  distributions: mapValues(trial.distributions, asWritten),
  reports: trial.reports.map(({ step, values: [first] }) => [step, first]),
  constraints: constraintsOf(trial) ?? [],
  userAttributes: trial.userAttributes,
  systemAttributes: trial.systemAttributes,
  started: trial.started ? isoTime(trial.started) : null,
  finished: trial.finished ? isoTime(trial.finished) : null,
});

export async function describeStudy(store: StudyReader, { id, name, directions }: StoredStudy) {
  const { user, system } = await store.studyAttributes(id);
  return {
    name,
    directions,
    metricNames: system[systemAttributes.metricNames] ?? null,
    userAttributes: user,
    trials: (await store.readTrials(id)).map(describeTrial),
  };
}

const isoTime = (date: Date) => date.toISOString().replace('Z', '+00:00');

/** Of 0.1 * 7 Optuna gives 0.7000000000000001. */
const rounded = (parameters: Readonly<Record<string, unknown>>) =>
  mapValues(parameters, (value) => (typeof value === 'number' ? Number(value.toPrecision(14)) : value));

const asWritten = (distribution: Distribution): Distribution =>
  distribution.kind === 'choice' ? distribution : parseDistribution(renderDistribution(distribution));

const without = (attributes: Readonly<Record<string, unknown>>, prefix: string) =>
  Object.fromEntries(Object.entries(attributes).filter(([key]) => !key.startsWith(prefix)));

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
