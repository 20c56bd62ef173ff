import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StorageError, TrialFinishedError } from '../../pipeline/errors.js';
import type { StoredStudy, StoredTrial, TrialReport } from '../../pipeline/store/stored-trial.js';
import type { NewTrial, StudyHolder, StudyStore } from '../../pipeline/store/study-store.js';
import { fixedParameters, reasonOf } from '../../pipeline/store/system-attributes.js';
import { choice, float, int, ordinal, type Space } from '../../pipeline/study/space.js';
import { anyStoreCommand, type StoreUnderTest } from './study-store-model.js';

/** A database that any number of stores can be opened on, as by several processes. */
export interface TestStorage {
  open(): Promise<StudyStore>;
  /** A statement that no store would make. */
  execute(sql: string): Promise<unknown>;
  dispose(): Promise<void>;
}

const space = {
  learningRate: float(1e-4, 1e-1, { scale: 'log' }),
  momentum: float(0, 0.95, { step: 0.1 }),
  units: int(16, 130, { step: 16 }),
  optimizer: choice(['sgd', 'adam', true, 1, 2.5]),
  size: ordinal([1, 8, 64]),
} satisfies Space;

const parameters = { learningRate: 0.01, momentum: 0.3, units: 48, optimizer: true, size: 8 };

/** What every storage of studies must do, whatever database it is in. */
export function studyStoreContract(begin: () => Promise<TestStorage>, options: { readonly modelRuns: number }): void {
  let storage: TestStorage;
  let store: StudyStore;
  /** The same storage as another process has it. */
  let other: StudyStore;
  let studies = 0;

  beforeAll(async () => {
    storage = await begin();
    store = await storage.open();
    other = await storage.open();
  });
  afterAll(async () => {
    await store?.close();
    await other?.close();
    await storage?.dispose();
  });

  const newStudy = (): Promise<StoredStudy> =>
    store.createStudy({ name: `study ${studies++}`, directions: ['minimize'] });
  const read = async ({ id }: StoredTrial) => store.readTrial(id);

  describe('studies', () => {
    it('are found by name, with their directions and attributes', async () => {
      const created = await store.createStudy({
        name: 'ünïcode ☃ 𝒩',
        directions: ['maximize', 'minimize'],
        metricNames: ['accuracy', 'latency'],
        userAttributes: { owner: { name: 'Ada "the first"', since: 1843 } },
      });
      expect(created).toEqual({ id: created.id, name: 'ünïcode ☃ 𝒩', directions: ['maximize', 'minimize'] });
      expect(await other.findStudy('ünïcode ☃ 𝒩')).toEqual(created);
      expect(await other.findStudy('unicode')).toBeUndefined();
      expect(await other.studyAttributes(created.id)).toEqual({
        user: { owner: { name: 'Ada "the first"', since: 1843 } },
        system: { 'study:metric_names': ['accuracy', 'latency'] },
      });
    });

    it('keep any JSON, and numbers that JSON does not have', async () => {
      const { id } = await newStudy();
      const value = [
        Number.NaN,
        Number.POSITIVE_INFINITY,
        Number.NEGATIVE_INFINITY,
        null,
        '\u0000\n\ud800',
        { 'a"': [] },
      ];
      await store.setStudyUserAttribute(id, 'key', 'before');
      await store.setStudyUserAttribute(id, 'key', value);
      await store.setStudySystemAttribute(id, 'key', 1e-300);
      expect(await other.studyAttributes(id)).toEqual({ user: { key: value }, system: { key: 1e-300 } });
    });

    it('have names of their own', async () => {
      const { name } = await newStudy();
      const { id } = await newStudy();
      await expect(store.createStudy({ name, directions: ['minimize'] })).rejects.toThrow(StorageError);
      await expect(store.renameStudy(id, name)).rejects.toThrow(`has a study named \`${name}\` already`);
      await store.renameStudy(id, `${name} renamed`);
      expect(await other.findStudy(`${name} renamed`)).toMatchObject({ id });
    });

    it.each([
      ['', 'must not be empty'],
      ['n'.repeat(513), 'at most 512 characters'],
      ['a\0b', 'NUL'],
      ['\ud800', 'surrogate'],
    ])('refuse the name %j', async (name, problem) => {
      await expect(store.createStudy({ name, directions: ['minimize'] })).rejects.toThrow(problem);
    });

    it('are made once, however many ask at the same time', async () => {
      const wanted = { name: `wanted ${studies++}`, directions: ['maximize'] } as const;
      const opened = await Promise.all([store, other, store, other].map((one) => one.openStudy(wanted)));
      expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
      await expect(store.openStudy({ ...wanted, directions: ['minimize'] })).rejects.toThrow('the directions maximize');
    });

    it('are listed with the number of their trials', async () => {
      const { id, name } = await newStudy();
      const empty = (await other.listStudies()).find((study) => study.id === id);
      expect(empty).toMatchObject({ name, started: undefined, finished: undefined, trials: { RUNNING: 0 } });
      const complete = await store.createTrial(id);
      await store.finishTrial(complete.id, { state: 'COMPLETE', values: [1] });
      await store.createTrial(id);
      await store.enqueueTrial(id);
      const summary = (await other.listStudies()).find((study) => study.id === id);
      expect(summary?.trials).toEqual({ WAITING: 1, RUNNING: 1, COMPLETE: 1, PRUNED: 0, FAIL: 0 });
      expect(summary?.started).toEqual(complete.started);
      expect(summary?.finished).toEqual((await read(complete)).finished);
    });

    it('are deleted with all that belongs to them, and nothing else', async () => {
      const kept = await newStudy();
      const keptTrial = await store.createTrial(kept.id, { setting: { parameters, space } });
      const { id, name } = await newStudy();
      const trial = await store.createTrial(id, { setting: { parameters, space }, userAttributes: { a: 1 } });
      await store.report(trial.id, { step: 1, values: [1, 2] });
      await store.heartbeat(trial.id);
      await store.setStudySystemAttribute(id, 'a', 1);
      await store.deleteStudy(id);
      expect(await other.findStudy(name)).toBeUndefined();
      await expect(store.readTrial(trial.id)).rejects.toThrow('has been deleted');
      await expect(store.createTrial(id)).rejects.toThrow('has been deleted');
      await expect(store.deleteStudy(id)).rejects.toThrow(StorageError);
      expect(await other.readTrial(keptTrial.id)).toEqual(keptTrial);
      // SQLite gives the ids to the next ones, which must not inherit anything.
      const next = await newStudy();
      const nextTrial = await store.createTrial(next.id);
      expect(await store.readTrials(next.id)).toEqual([nextTrial]);
      expect(nextTrial).toMatchObject({ number: 0, parameters: {}, reports: [], userAttributes: {} });
    });
  });

  describe('trials', () => {
    it('are numbered from 0 without a gap, whoever makes them', async () => {
      const { id } = await newStudy();
      const made = await Promise.all(
        Array.from({ length: 24 }, (_, i) => (i % 2 ? store : other)[i % 3 ? 'createTrial' : 'enqueueTrial'](id)),
      );
      expect(made.map(({ number }) => number).sort((a, b) => a - b)).toEqual(made.map((_, i) => i));
      const trials = await store.readTrials(id);
      expect(trials.map(({ number }) => number)).toEqual(made.map((_, i) => i));
    });

    it('are made only where their number is the next, by one of those who want it', async () => {
      const { id } = await newStudy();
      const wanted = Array.from({ length: 6 }, (_, units) =>
        (units % 2 ? store : other).createTrialIfNext(id, 0, { setting: { parameters: { units: 16 }, space } }),
      );
      const made = (await Promise.all(wanted)).flatMap((trial) => trial ?? []);
      expect(made).toHaveLength(1);
      expect(made[0]).toMatchObject({ number: 0, state: 'RUNNING', parameters: { units: 16 } });
      for (const number of [0, 2]) expect(await store.createTrialIfNext(id, number)).toBeUndefined();
      expect(await other.createTrialIfNext(id, 1)).toMatchObject({ number: 1, parameters: {} });
      expect(await store.readTrials(id)).toHaveLength(2);
    });

    it('are made only where their number is the next', async () => {
      const { id } = await newStudy();
      const attempts = await Promise.all([store, other, store].map((one) => one.createTrialIfNext(id, 0)));
      expect(attempts.filter((trial) => trial !== undefined)).toMatchObject([{ number: 0, state: 'RUNNING' }]);
      expect(await other.createTrialIfNext(id, 0)).toBeUndefined();
      expect(await other.createTrialIfNext(id, 2)).toBeUndefined();
      const next = await other.createTrialIfNext(id, 1, { setting: { parameters, space } });
      expect(next).toMatchObject({ number: 1, parameters });
      expect(await store.readTrials(id)).toHaveLength(2);
    });

    it('are given as they are stored', async () => {
      const { id } = await newStudy();
      const given: NewTrial = {
        setting: { parameters, space },
        fixed: { units: 48 },
        userAttributes: { note: 'first' },
        systemAttributes: { failed_trial: 3, retry_history: [1, 3] },
      };
      const trial = await store.createTrial(id, given);
      expect(trial).toMatchObject({ number: 0, state: 'RUNNING', parameters, finished: undefined });
      expect(trial.started).toBeInstanceOf(Date);
      expect(trial.distributions).toEqual({
        learningRate: { kind: 'float', low: 1e-4, high: 1e-1, scale: 'log' },
        // As in Optuna the last value is a whole number of steps away from the first.
        momentum: { kind: 'float', low: 0, high: 0.9, scale: 'linear', step: 0.1 },
        units: { kind: 'int', low: 16, high: 128, scale: 'linear', step: 16 },
        optimizer: { kind: 'choice', choices: ['sgd', 'adam', true, 1, 2.5] },
        size: { kind: 'choice', choices: [1, 8, 64] },
      });
      expect(fixedParameters(trial)).toEqual({ units: 48 });
      expect(trial.systemAttributes).toMatchObject({ failed_trial: 3, retry_history: [1, 3] });
      expect(await other.readTrial(trial.id)).toEqual(trial);
      expect(await other.readTrials(id)).toEqual([trial]);
    });

    it('keep the type of a choice', async () => {
      const { id } = await newStudy();
      const answers = { answer: choice([1, '1', true, 'true', 0, false, '']) };
      for (const answer of answers.answer.choices) {
        const { id: trial } = await store.createTrial(id, { setting: { parameters: { answer }, space: answers } });
        expect((await other.readTrial(trial)).parameters).toEqual({ answer });
      }
    });

    it('get parameters later, all or none', async () => {
      const { id } = await newStudy();
      const trial = await store.createTrial(id);
      await store.setParameters(trial.id, { parameters: { units: 16 }, space });
      const both = { parameters: { optimizer: 'sgd', units: 32 }, space };
      await expect(store.setParameters(trial.id, both)).rejects.toThrow(
        'has a value for one of its parameters already',
      );
      await store.setParameters(trial.id, { parameters: { optimizer: 'adam' }, space });
      expect((await read(trial)).parameters).toEqual({ units: 16, optimizer: 'adam' });
    });

    it.each([
      ['a number above its range', { units: 144 }],
      ['a number between its steps', { units: 17 }],
      ['a choice that there is not', { optimizer: 'lion' }],
      ['a name that is not in the space', { depth: 3 }],
    ])('refuse %s', async (_, wrong) => {
      const { id } = await newStudy();
      const trial = await store.createTrial(id);
      await expect(store.setParameters(trial.id, { parameters: wrong, space })).rejects.toThrow(RangeError);
      await expect(store.createTrial(id, { setting: { parameters: wrong, space } })).rejects.toThrow(RangeError);
      // A trial that could not be made whole is not there at all.
      expect(await store.readTrials(id)).toEqual([trial]);
    });

    it.each([
      ['kind', { units: float(16, 128) }, { units: 16 }],
      ['scale', { learningRate: float(1e-4, 1) }, { learningRate: 0.01 }],
      ['choices', { optimizer: choice(['sgd', 'adam']) }, { optimizer: 'sgd' }],
    ])('refuse a parameter that changes its %s within a study', async (_, changed, value) => {
      const { id } = await newStudy();
      await store.createTrial(id, { setting: { parameters, space } });
      const trial = await store.createTrial(id);
      for (const one of [store, other]) {
        await expect(one.setParameters(trial.id, { parameters: value, space: changed })).rejects.toThrow(StorageError);
      }
      const wider = { units: int(1, 1000) };
      await other.setParameters(trial.id, { parameters: { units: 999 }, space: wider });
      // Another study is another matter.
      const next = await newStudy();
      await store.createTrial(next.id, { setting: { parameters: value, space: changed } });
    });

    it('end complete with values, constraints and attributes', async () => {
      const { id } = await store.createStudy({ name: `two ${studies++}`, directions: ['minimize', 'maximize'] });
      const trial = await store.createTrial(id);
      await store.finishTrial(trial.id, {
        state: 'COMPLETE',
        values: [Number.NEGATIVE_INFINITY, 1e308],
        constraints: [-1, Number.POSITIVE_INFINITY],
        userAttributes: { loss: Number.NaN },
        systemAttributes: { where: 'here' },
      });
      const ended = await other.readTrial(trial.id);
      expect(ended).toMatchObject({
        state: 'COMPLETE',
        values: [Number.NEGATIVE_INFINITY, 1e308],
        userAttributes: { loss: Number.NaN },
        systemAttributes: { constraints: [-1, Number.POSITIVE_INFINITY], where: 'here' },
        started: trial.started,
      });
      expect(ended.finished?.getTime()).toBeGreaterThanOrEqual(trial.started?.getTime() ?? Number.NaN);
    });

    it.each<[string, readonly number[]]>([
      ['NaN', [Number.NaN]],
      ['too few values', []],
      ['too many values', [1, 2]],
    ])('cannot be complete with %s', async (_, values) => {
      const { id } = await newStudy();
      const trial = await store.createTrial(id);
      await expect(store.finishTrial(trial.id, { state: 'COMPLETE', values })).rejects.toThrow(RangeError);
      expect(await read(trial)).toEqual(trial);
    });

    it.each<[string, readonly TrialReport[], readonly number[]]>([
      ['no report', [], []],
      [
        'reports',
        [
          { step: 7, values: [0.25] },
          { step: 2, values: [0.5] },
        ],
        [0.25],
      ],
      ['an infinite one', [{ step: 1, values: [Number.POSITIVE_INFINITY] }], [Number.POSITIVE_INFINITY]],
      [
        'NaN at the end',
        [
          { step: 1, values: [1] },
          { step: 2, values: [Number.NaN] },
        ],
        [],
      ],
    ])('end pruned after %s with the value that Optuna gives them', async (_, reports, values) => {
      const { id } = await newStudy();
      const trial = await store.createTrial(id);
      for (const report of reports) await store.report(trial.id, report);
      await store.finishTrial(trial.id, { state: 'PRUNED', reason: 'not promising' });
      const ended = await other.readTrial(trial.id);
      expect(ended).toMatchObject({ state: 'PRUNED', values });
      expect(reasonOf(ended)).toBe('not promising');
    });

    it('end pruned without a value where there are several objectives', async () => {
      const { id } = await store.createStudy({ name: `two ${studies++}`, directions: ['minimize', 'minimize'] });
      const trial = await store.createTrial(id);
      await store.report(trial.id, { step: 1, values: [1, 2] });
      await store.finishTrial(trial.id, { state: 'PRUNED' });
      expect((await read(trial)).values).toEqual([]);
    });

    it('report in any order, each step once, one number or more', async () => {
      const { id } = await newStudy();
      const trial = await store.createTrial(id);
      await store.report(trial.id, { step: 3, values: [Number.NaN] });
      await store.report(trial.id, { step: 1, values: [1, Number.NEGATIVE_INFINITY, 3] });
      await store.report(trial.id, { step: 0, values: [0.5] });
      await store.report(trial.id, { step: 3, values: [-1.5e-9, 2] });
      await store.report(trial.id, { step: 7, values: [1, 2, 3] });
      await store.report(trial.id, { step: 7, values: [4] });
      const expected = [
        { step: 0, values: [0.5] },
        { step: 1, values: [1, Number.NEGATIVE_INFINITY, 3] },
        { step: 3, values: [-1.5e-9, 2] },
        { step: 7, values: [4] },
      ];
      expect(await other.readTrial(trial.id)).toMatchObject({ reports: expected, systemAttributes: {} });
      await expect(store.report(trial.id, { step: -1, values: [1] })).rejects.toThrow(RangeError);
      await expect(store.report(trial.id, { step: 0.5, values: [1] })).rejects.toThrow(RangeError);
      await expect(store.report(trial.id, { step: 2 ** 31, values: [1] })).rejects.toThrow(RangeError);
    });

    it('never change once they have ended', async () => {
      const { id } = await newStudy();
      const trial = await store.createTrial(id);
      await store.finishTrial(trial.id, { state: 'FAIL', reason: 'diverged' });
      const before = await read(trial);
      const changes = [
        () => other.finishTrial(trial.id, { state: 'COMPLETE', values: [1] }),
        () => other.report(trial.id, { step: 1, values: [1] }),
        () => other.setParameters(trial.id, { parameters, space }),
        () => other.setTrialUserAttribute(trial.id, 'a', 1),
        () => other.setTrialSystemAttribute(trial.id, 'a', 1),
        () => other.heartbeat(trial.id),
      ];
      for (const change of changes) await expect(change()).rejects.toThrow(TrialFinishedError);
      expect(await read(trial)).toEqual(before);
      expect(before).toMatchObject({ state: 'FAIL', values: [] });
      expect(reasonOf(before)).toBe('diverged');
    });

    it('end once, whoever is first', async () => {
      const { id } = await newStudy();
      const trial = await store.createTrial(id);
      const ends = await Promise.allSettled(
        [store, other, store, other].map((one, i) => one.finishTrial(trial.id, { state: 'COMPLETE', values: [i] })),
      );
      expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await read(trial)).values).toEqual([ends.findIndex(({ status }) => status === 'fulfilled')]);
    });
  });

  it('finds the best feasible trial of a study by its first objective', async () => {
    const study = await store.createStudy({ name: `study ${studies++}`, directions: ['maximize', 'minimize'] });
    expect(await other.bestTrial(study)).toBeUndefined();
    const end = async (value: number, constraints?: readonly number[]) => {
      const { id } = await store.createTrial(study.id);
      await store.finishTrial(id, { state: 'COMPLETE', values: [value, 0], ...(constraints && { constraints }) });
      return id;
    };
    // More of them than are looked at at once.
    for (let i = 0; i < 51; i++) await end(10 + i, [1]);
    await end(Number.POSITIVE_INFINITY);
    expect(await other.bestTrial(study)).toBeUndefined();
    await end(1);
    const best = await end(2, [0, -1]);
    await store.createTrial(study.id);
    expect((await other.bestTrial(study))?.id).toBe(best);
  });

  describe('the queue', () => {
    it('gives each waiting trial to one caller, the first first', async () => {
      const { id } = await newStudy();
      expect(await store.claimWaitingTrial(id)).toBeUndefined();
      const running = await store.createTrial(id);
      const queued = await Promise.all([1, 2, 3, 4, 5].map((units) => store.enqueueTrial(id, { fixed: { units } })));
      expect(queued.map(({ state, started }) => [state, started])).toEqual(queued.map(() => ['WAITING', undefined]));
      const first = await other.claimWaitingTrial(id);
      expect(first).toMatchObject({ number: running.number + 1, state: 'RUNNING', started: expect.any(Date) });
      const rest = await Promise.all([store, other, store, other, store].map((one) => one.claimWaitingTrial(id)));
      const claimed = rest.flatMap((trial) => trial ?? []);
      expect(claimed.map(({ number }) => number).sort()).toEqual([2, 3, 4, 5]);
      await store.enqueueTrial(id);
      expect(await other.claimWaitingTrial(id)).toMatchObject({ number: 6 });
      expect(await store.claimWaitingTrial(id)).toBeUndefined();
    });

    it('lets whoever looks after it choose a trial and say at once what it tries', async () => {
      const { id } = await newStudy();
      const [first, second] = [await store.enqueueTrial(id, { fixed: { units: 32 } }), await store.enqueueTrial(id)];
      expect((await other.waitingTrials(id)).map((trial) => trial.id)).toEqual([first.id, second.id]);
      expect((await other.waitingTrials(id, first.id)).map((trial) => trial.id)).toEqual([second.id]);
      const setting = { parameters: { units: 32 }, space: { units: space.units } };
      const begun = await other.startTrial(second.id, { setting, systemAttributes: { mine: 7 }, watched: true });
      expect(begun).toMatchObject({
        number: 1,
        state: 'RUNNING',
        parameters: { units: 32 },
        started: expect.any(Date),
      });
      expect(begun?.systemAttributes).toEqual({ mine: 7 });
      expect(await read(second)).toEqual(begun);
      expect(await store.startTrial(second.id)).toBeUndefined();
      expect((await store.waitingTrials(id)).map((trial) => trial.id)).toEqual([first.id]);
      const wrong = { parameters: { units: 33 }, space: { units: space.units } };
      await expect(store.startTrial(first.id, { setting: wrong })).rejects.toThrow(RangeError);
      expect(await read(first)).toEqual(first);
    });

    it('lets a waiting trial be called off', async () => {
      const { id } = await newStudy();
      const trial = await store.enqueueTrial(id);
      await store.finishTrial(trial.id, { state: 'FAIL', reason: 'no longer wanted' });
      expect(await other.claimWaitingTrial(id)).toBeUndefined();
    });
  });

  describe('the holder of a study', () => {
    const holder = (id: string): StudyHolder => ({ id, machine: 'm', process: 7, host: 'h' });
    const [ada, bob] = [holder('ada'), holder('bob')];
    const waiting = { graceSeconds: 60, isGone: () => false };

    it('is one of those who ask, until it gives the study back', async () => {
      const { id } = await newStudy();
      const answers = await Promise.all([store.holdStudy(id, ada, waiting), other.holdStudy(id, bob, waiting)]);
      expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
      const [first, second] = answers[0] === undefined ? [ada, bob] : [bob, ada];
      expect(answers.find((answer) => answer)?.holder).toEqual(first);
      expect(await store.holdStudy(id, first, waiting)).toBeUndefined();
      await other.releaseStudy(id, second);
      expect((await other.holdStudy(id, second, waiting))?.holder).toEqual(first);
      await store.releaseStudy(id, first);
      expect(await other.holdStudy(id, second, waiting)).toBeUndefined();
      expect((await store.holdStudy(id, first, waiting))?.holder).toEqual(second);
    });

    it('has lost it when its process is gone, or it gave no sign of life for too long', async () => {
      const { id } = await newStudy();
      await store.holdStudy(id, ada, waiting);
      const asked: StudyHolder[] = [];
      const isGone = (found: StudyHolder) => asked.push(found) > 0;
      expect(await other.holdStudy(id, bob, { graceSeconds: 60, isGone })).toBeUndefined();
      expect(asked).toEqual([ada]);
      expect((await store.holdStudy(id, ada, waiting))?.holder).toEqual(bob);
      // Its last sign of life was in 1970.
      await storage.execute(
        `UPDATE study_system_attributes SET value_json = replace(value_json, '"sign": ', '"sign": 1 , "was": ')
          WHERE study_id = ${id} AND key = 'ortune:holder'`,
      );
      expect(await store.holdStudy(id, ada, waiting)).toBeUndefined();
    });

    it('is nobody of a study that is not there', async () => {
      const { id } = await newStudy();
      await store.deleteStudy(id);
      await expect(store.holdStudy(id, ada, waiting)).rejects.toThrow(StorageError);
    });
  });

  describe('heartbeats', () => {
    const age = (trial: StoredTrial) =>
      storage.execute(`UPDATE trial_heartbeats SET heartbeat = '2001-01-01 00:00:00' WHERE trial_id = ${trial.id}`);

    it('tell running trials from abandoned ones', async () => {
      const { id } = await newStudy();
      const alive = await store.createTrial(id);
      const silent = await store.createTrial(id);
      const abandoned = await store.createTrial(id, { setting: { parameters, space } });
      const ended = await store.createTrial(id);
      const elsewhere = await store.createTrial((await newStudy()).id);
      for (const trial of [alive, abandoned, ended, elsewhere]) await store.heartbeat(trial.id);
      for (const trial of [alive, abandoned, ended, elsewhere]) await age(trial);
      await store.heartbeat(alive.id);
      await store.finishTrial(ended.id, { state: 'COMPLETE', values: [1] });
      expect(await other.staleTrials(id, 3600)).toEqual([abandoned]);

      const failed = (await Promise.all([store, other].map((one) => one.failStaleTrials(id, 3600, 'lost')))).flat();
      expect(failed.map(({ number }) => number)).toEqual([abandoned.number]);
      expect(failed[0]).toMatchObject({ state: 'FAIL', parameters, finished: expect.any(Date) });
      expect(failed.map(reasonOf)).toEqual(['lost']);
      expect(await other.staleTrials(id, 3600)).toEqual([]);
      await expect(store.finishTrial(abandoned.id, { state: 'COMPLETE', values: [1] })).rejects.toThrow(
        TrialFinishedError,
      );
      expect((await store.readTrials(id)).map(({ state }) => state)).toEqual([
        'RUNNING',
        'RUNNING',
        'FAIL',
        'COMPLETE',
      ]);
      expect(await read(silent)).toEqual(silent);
    });

    it('can begin with a trial', async () => {
      const { id } = await newStudy();
      await store.enqueueTrial(id);
      const watched = [
        await store.createTrial(id, { watched: true }),
        await store.createTrialIfNext(id, 2, { watched: true }),
        await store.claimWaitingTrial(id, { watched: true }),
      ];
      await store.createTrial(id);
      expect(await other.staleTrials(id, 3600)).toEqual([]);
      for (const trial of watched) await age(trial ?? expect.fail());
      expect((await other.staleTrials(id, 3600)).map(({ number }) => number)).toEqual([0, 1, 2]);
    });
  });

  describe('reading again', () => {
    it('gives finished trials as the same objects, and all others as they are now', async () => {
      const { id } = await newStudy();
      const ended = await store.createTrial(id, { setting: { parameters, space } });
      await store.finishTrial(ended.id, { state: 'COMPLETE', values: [1] });
      const running = await store.createTrial(id);
      const waiting = await store.enqueueTrial(id);
      const first = await other.readTrials(id);
      await store.report(running.id, { step: 1, values: [1] });
      const second = await other.readTrials(id);
      expect(second[0]).toBe(first[0]);
      expect(second[1]?.reports).toHaveLength(1);
      expect(first[1]?.reports).toHaveLength(0);
      expect(await store.claimWaitingTrial(id)).toMatchObject({ number: waiting.number });
      await store.createTrial(id);
      const third = await other.readTrials(id);
      expect(third.map(({ state }) => state)).toEqual(['COMPLETE', 'RUNNING', 'RUNNING', 'RUNNING']);
      expect(second).toHaveLength(3);
    });

    it('survives that the study is deleted', async () => {
      const { id } = await newStudy();
      await store.createTrial(id);
      await other.readTrials(id);
      await store.deleteStudy(id);
      await expect(other.readTrials(id)).rejects.toThrow(StorageError);
    });

    it('gives more trials than one query does', async () => {
      const { id } = await newStudy();
      // Made directly: 2,500 transactions would take longer than all other tests.
      const rows = Array.from({ length: 2500 }, (_, number) => `(${id}, ${number}, 'WAITING')`);
      await storage.execute(`INSERT INTO trials (study_id, number, state) VALUES ${rows.join(', ')}`);
      expect(await store.readTrials(id)).toHaveLength(2500);
      await store.createTrial(id);
      expect((await store.readTrials(id)).map(({ number }) => number)).toEqual(
        Array.from({ length: 2501 }, (_, i) => i),
      );
    });
  });

  it('does what a plain list of trials does', async () => {
    const commands = fc.commands(anyStoreCommand, { maxCommands: 30 });
    await fc.assert(
      fc.asyncProperty(commands, fc.integer({ min: 1, max: 3 }), async (list, objectives) => {
        const directions = Array.from({ length: objectives }, () => 'minimize' as const);
        const study = await store.createStudy({ name: `model ${studies++}`, directions });
        const real: StoreUnderTest = { stores: [store, other], study, ids: [] };
        await fc.asyncModelRun(() => ({ model: { objectives, trials: [] }, real }), list);
      }),
      { numRuns: options.modelRuns },
    );
  });
}
