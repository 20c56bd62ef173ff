import fc from 'fast-check';
import { expect } from 'vitest';
import { TrialFinishedError } from '../../pipeline/errors.js';
import type { Attributes, JsonValue } from '../../pipeline/store/json-value.js';
import type { Setting, StoredStudy, StoredTrial, TrialId, TrialReport } from '../../pipeline/store/stored-trial.js';
import type { StudyStore, TrialOutcome } from '../../pipeline/store/study-store.js';
import { choice, float, int, type Space } from '../../pipeline/study/space.js';
import type { Parameters, TrialState } from '../../pipeline/study/trial.js';

/** A trial as a plain object: all that a store is compared in. */
interface ModelTrial {
  state: TrialState;
  parameters: Parameters;
  values: readonly number[];
  reports: ReadonlyMap<number, TrialReport>;
  userAttributes: Attributes;
  systemAttributes: Attributes;
}

interface Model {
  readonly objectives: number;
  readonly trials: ModelTrial[];
}

export interface StoreUnderTest {
  /** The same storage opened more than once. */
  readonly stores: readonly StudyStore[];
  readonly study: StoredStudy;
  /** By number. */
  readonly ids: TrialId[];
}

type Command = fc.AsyncCommand<Model, StoreUnderTest>;

const space = { rate: float(-1, 1), size: int(-3, 3), kind: choice(['a', 2, false]) } satisfies Space;

/** SQLite does not keep the sign of zero. */
const withoutSign = (value: number) => (value === 0 ? 0 : value);

const anyNumber = fc.double({ noNaN: true }).map(withoutSign);
const anyParameters: fc.Arbitrary<Parameters> = fc.record(
  {
    rate: fc.double({ min: -1, max: 1, noNaN: true }).map(withoutSign),
    size: fc.integer({ min: -3, max: 3 }),
    kind: fc.constantFrom(...space.kind.choices),
  },
  { requiredKeys: [], noNullPrototype: true },
);
/** Among them `__proto__` and the like, which must be keys as all others. */
const anyKey = fc
  .oneof(fc.string({ minLength: 1, maxLength: 8 }), fc.constantFrom('__proto__', 'constraints', '"'))
  .filter((key) => !key.includes('\0'));
const anyJson = fc.jsonValue({ maxDepth: 2, noUnicodeString: false }) as fc.Arbitrary<JsonValue>;
const anyReport: fc.Arbitrary<TrialReport> = fc
  .tuple(fc.nat(2), fc.array(fc.double().map(withoutSign), { minLength: 1, maxLength: 3 }))
  .map(([step, [first = 0, ...others]]) => ({ step, values: [first, ...others] }));

const withKey = (attributes: Attributes, key: string, value: JsonValue): Attributes =>
  Object.fromEntries([...Object.entries(attributes), [key, value]]);

const isOver = ({ state }: ModelTrial) => state === 'COMPLETE' || state === 'PRUNED' || state === 'FAIL';

const emptyTrial = (state: TrialState): ModelTrial => ({
  state,
  parameters: {},
  values: [],
  reports: new Map(),
  userAttributes: {},
  systemAttributes: {},
});

/** A change to one trial: it fails if the trial has ended, and is otherwise made in the model too. */
function change(
  name: string,
  pick: number,
  apply: (store: StudyStore, id: TrialId, trial: ModelTrial) => Promise<void>,
  update: (trial: ModelTrial, model: Model) => void,
): Command {
  return {
    check: ({ trials }) => trials.length > 0,
    async run(model, { stores, ids }) {
      const number = pick % model.trials.length;
      const trial = model.trials[number];
      const id = ids[number];
      const store = stores[pick % stores.length];
      if (!trial || !id || !store) throw new RangeError('model and store have got out of step');
      const applied = apply(store, id, trial);
      if (isOver(trial)) await expect(applied).rejects.toThrow(TrialFinishedError);
      else {
        await applied;
        update(trial, model);
      }
    },
    toString: () => `${name} of ${pick}`,
  };
}

function add(state: 'RUNNING' | 'WAITING', setting: Setting, userAttributes: Attributes): Command {
  return {
    check: () => true,
    async run(model, { stores: [store], study, ids }) {
      if (!store) return;
      const trial = { setting, userAttributes };
      const added = await (state === 'RUNNING'
        ? store.createTrial(study.id, trial)
        : store.enqueueTrial(study.id, trial));
      model.trials.push({ ...emptyTrial(state), parameters: setting.parameters, userAttributes });
      ids.push(added.id);
      compare(added, model.trials.length - 1, model);
    },
    toString: () => `add ${state} ${JSON.stringify(setting.parameters)}`,
  };
}

function setParameters(pick: number, parameters: Parameters): Command {
  return change(
    `set ${JSON.stringify(parameters)}`,
    pick,
    (store, id, trial) => {
      const fresh = Object.entries(parameters).filter(([name]) => !Object.hasOwn(trial.parameters, name));
      return store.setParameters(id, { parameters: Object.fromEntries(fresh), space });
    },
    (trial) => {
      trial.parameters = { ...parameters, ...trial.parameters };
    },
  );
}

const report = (pick: number, one: TrialReport): Command =>
  change(
    `report ${JSON.stringify(one)}`,
    pick,
    (store, id) => store.report(id, one),
    (trial) => {
      trial.reports = new Map([...trial.reports, [one.step, one]]);
    },
  );

const setUserAttribute = (pick: number, key: string, value: JsonValue): Command =>
  change(
    `user attribute ${JSON.stringify({ key, value })}`,
    pick,
    (store, id) => store.setTrialUserAttribute(id, key, value),
    (trial) => {
      trial.userAttributes = withKey(trial.userAttributes, key, value);
    },
  );

const setSystemAttribute = (pick: number, key: string, value: JsonValue): Command =>
  change(
    `system attribute ${JSON.stringify({ key, value })}`,
    pick,
    (store, id) => store.setTrialSystemAttribute(id, key, value),
    (trial) => {
      trial.systemAttributes = withKey(trial.systemAttributes, key, value);
    },
  );

function finish(pick: number, state: 'COMPLETE' | 'PRUNED' | 'FAIL', numbers: readonly number[], key: string): Command {
  const outcomeFor = (objectives: number): TrialOutcome => {
    const details = { constraints: numbers, userAttributes: withKey({}, key, state) };
    return state === 'COMPLETE'
      ? { state, values: numbers.slice(0, objectives), ...details }
      : { state, reason: key, ...details };
  };
  return {
    ...change(
      `finish ${state}`,
      pick,
      async () => undefined,
      () => undefined,
    ),
    async run(model, real) {
      const outcome = outcomeFor(model.objectives);
      const command = change(
        '',
        pick,
        (store, id) => store.finishTrial(id, outcome),
        (trial) => {
          const last = [...trial.reports.values()].sort((a, b) => a.step - b.step).at(-1)?.values[0] ?? Number.NaN;
          const ofPruned = model.objectives === 1 && !Number.isNaN(last) ? [last] : [];
          trial.state = state;
          trial.values = outcome.state === 'COMPLETE' ? outcome.values : state === 'PRUNED' ? ofPruned : [];
          trial.userAttributes = withKey(trial.userAttributes, key, state);
          trial.systemAttributes = withKey(trial.systemAttributes, 'constraints', numbers);
          if (state !== 'COMPLETE') trial.systemAttributes = withKey(trial.systemAttributes, 'ortune:reason', key);
        },
      );
      await command.run(model, real);
    },
  };
}

function claim(pick: number): Command {
  return {
    check: () => true,
    async run(model, { stores, study }) {
      const number = model.trials.findIndex(({ state }) => state === 'WAITING');
      const claimed = await stores[pick % stores.length]?.claimWaitingTrial(study.id);
      const trial = model.trials[number];
      if (trial) trial.state = 'RUNNING';
      if (claimed) compare(claimed, number, model);
      else expect(number).toBe(-1);
    },
    toString: () => 'claim',
  };
}

function readAll(pick: number): Command {
  return {
    check: () => true,
    async run(model, { stores, study }) {
      const trials = (await stores[pick % stores.length]?.readTrials(study.id)) ?? [];
      expect(trials).toHaveLength(model.trials.length);
      trials.forEach((trial, number) => {
        compare(trial, number, model);
      });
    },
    toString: () => `read all through ${pick}`,
  };
}

function compare(stored: StoredTrial, number: number, model: Model): void {
  const trial = model.trials[number];
  if (!trial) throw new RangeError(`the model has no trial ${number}`);
  const { state, parameters, values, userAttributes, systemAttributes } = stored;
  expect({ number: stored.number, state, parameters, values, userAttributes, systemAttributes }).toEqual({
    number,
    state: trial.state,
    parameters: trial.parameters,
    values: trial.values,
    userAttributes: trial.userAttributes,
    systemAttributes: trial.systemAttributes,
  });
  expect(stored.reports).toEqual([...trial.reports.values()].sort((a, b) => a.step - b.step));
  expect(Object.keys(stored.distributions).sort()).toEqual(Object.keys(trial.parameters).sort());
  expect(stored.started !== undefined).toBe(trial.state !== 'WAITING');
  expect(stored.finished !== undefined).toBe(isOver(trial));
}

/** Few, so that a trial is changed again and again. */
const pick = fc.nat(5);
const numbers = fc.array(anyNumber, { minLength: 3, maxLength: 3 });
const reason = fc.string({ minLength: 1, maxLength: 5 }).filter((text) => !text.includes('\0'));

export const anyStoreCommand: fc.Arbitrary<Command>[] = [
  fc
    .tuple(
      fc.constantFrom('RUNNING' as const, 'WAITING' as const),
      anyParameters,
      fc.dictionary(anyKey, anyJson, { maxKeys: 2, noNullPrototype: true }),
    )
    .map(([state, parameters, attributes]) => add(state, { parameters, space }, attributes)),
  fc.tuple(pick, anyParameters).map((args) => setParameters(...args)),
  fc.tuple(pick, anyReport).map((args) => report(...args)),
  fc.tuple(pick, anyKey, anyJson).map((args) => setUserAttribute(...args)),
  fc.tuple(pick, anyKey, anyJson).map((args) => setSystemAttribute(...args)),
  fc
    .tuple(pick, fc.constantFrom('COMPLETE' as const, 'PRUNED' as const, 'FAIL' as const), numbers, reason)
    .map((args) => finish(...args)),
  pick.map(claim),
  pick.map(readAll),
];
