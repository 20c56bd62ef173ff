import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../pipeline/store/open-store.js';
import { parseJson } from '../../pipeline/store/parse-json.js';
import type { StoredStudy } from '../../pipeline/store/stored-trial.js';
import type { StudyStore } from '../../pipeline/store/study-store.js';
import { choice, float, int } from '../../pipeline/study/space.js';
import { parseRows, runUntimed, startCli, temporaryFolder, writeStudy } from '../cli/run-cli.js';
import { type PostgresqlServer, startPostgresql } from '../helpers/start-postgresql.js';
import { asCompared, describeStudy, type OptunaStudy } from './describe-stored.js';

/**
 * Studies that ortune and the real Optuna 5 work on in turns. `npm run test:optuna` runs it, with PEERS naming a Python
 * environment that has Optuna and, for PostgreSQL, psycopg2.
 */
const peers = process.env.PEERS;
const python = (script: string, ...args: string[]) =>
  execa(join(peers ?? '', 'bin', 'python'), [
    '-W',
    'ignore',
    fileURLToPath(new URL(`optuna/${script}`, import.meta.url)),
    ...args,
  ]);

const space = {
  rate: float(1e-4, 1e-1, { scale: 'log' }),
  momentum: float(0, 0.9, { step: 0.1 }),
  units: int(16, 128, { step: 16 }),
  optimizer: choice(['sgd', 'adam', true, 1.5]),
};
const setting = (index: number) => ({
  parameters: {
    rate: 0.01 / (index + 1),
    momentum: [0, 0.3, 0.7][index % 3] ?? 0,
    units: 16 + 16 * (index % 8),
    optimizer: space.optimizer.choices[index % 4] ?? 'sgd',
  },
  space,
});

async function runTrials(store: StudyStore, { id }: StoredStudy, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const trial = await store.createTrial(id, { setting: setting(index) });
    for (const step of [1, 2, 3]) await store.report(trial.id, { step, values: [index / step] });
    if (index % 4 === 3) await store.finishTrial(trial.id, { state: 'PRUNED', reason: 'worse than the median' });
    else if (index % 5 === 4) await store.finishTrial(trial.id, { state: 'FAIL', reason: 'diverged' });
    else {
      const userAttributes = { by: 'ortune', nan: Number.NaN };
      await store.finishTrial(trial.id, {
        state: 'COMPLETE',
        values: [index],
        constraints: [1 - index],
        userAttributes,
      });
    }
  }
}

/** Every column, index, constraint and enumeration of a database, as text. */
const catalogue = `
  SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || coalesce(character_maximum_length::text, '')
    || ' ' || is_nullable || ' ' || coalesce(column_default, '') || ' ' || udt_name AS item
    FROM information_schema.columns WHERE table_schema = 'public'
  UNION SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
  UNION SELECT conname || ' ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
  UNION SELECT 'type ' || typname || ' ' || string_agg(enumlabel, ',' ORDER BY enumsortorder)
    FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid GROUP BY typname
  ORDER BY item`;

describe.skipIf(!peers)('Optuna (skipped unless PEERS names a Python environment with it)', () => {
  let folder: string;
  let server: PostgresqlServer | undefined;
  const storages: Record<string, string> = {};
  /** Where Optuna makes the tables. */
  const storagesOfOptuna: Record<string, string> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ortune-optuna-'));
    storages.SQLite = `sqlite:///${join(folder, 'study.db')}`;
    storagesOfOptuna.SQLite = `sqlite:///${join(folder, 'made-by-optuna.db')}`;
    const { failed } = await execa(join(peers ?? '', 'bin', 'python'), ['-c', 'import psycopg2'], { reject: false });
    if (failed) return;
    server = await startPostgresql();
    // One URL for both, as SQLAlchemy wants it.
    const urlOf = (database: string) => database.replace('postgresql:', 'postgresql+psycopg2:');
    storages.PostgreSQL = urlOf(await server.createDatabase('made_by_ortune'));
    storagesOfOptuna.PostgreSQL = urlOf(await server.createDatabase('made_by_optuna'));
  });
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const read = async (storage: string, name: string): Promise<OptunaStudy> => {
    const { stdout } = await python('describe_study.py', storage);
    const studies = parseJson(stdout) as unknown[] as OptunaStudy[];
    return studies.find((study) => study.name === name) ?? expect.fail(`Optuna finds no study ${name}`);
  };

  /** Both read the same of a study. @returns what Optuna calls the best trial */
  const expectSame = async (storage: string, name: string): Promise<OptunaStudy> => {
    const store = await openStore(storage, 'read');
    const study = (await store.findStudy(name)) ?? expect.fail();
    const theirs = await read(storage, name);
    const { best, trials, ...described } = theirs;
    expect(await describeStudy(store, study)).toEqual({ ...described, trials: trials.map(asCompared) });
    await store.close();
    return theirs;
  };

  describe.each(['SQLite', 'PostgreSQL'])('on %s', (kind) => {
    const storageOrSkip = (skip: (note: string) => void, all = storages): string => {
      const storage = all[kind];
      if (storage === undefined) skip('this Python has no psycopg2');
      return storage ?? '';
    };

    it('opens and continues a study made by ortune, and ortune goes on with it', async ({ skip }) => {
      const storage = storageOrSkip(skip);
      const store = await openStore(storage, 'create');
      const study = await store.createStudy({
        name: 'made by ortune ☃',
        directions: ['minimize'],
        metricNames: ['loss'],
        userAttributes: { text: 'é"\n', numbers: [Number.NaN, Number.POSITIVE_INFINITY] },
      });
      await runTrials(store, study, 12);
      await store.enqueueTrial(study.id, {
        fixed: { rate: 0.05, optimizer: 'adam' },
        userAttributes: { from: 'ortune' },
      });
      const first = await expectSame(storage, study.name);
      // Trial 0 has the smallest value and breaks its constraint.
      expect(first.best).toEqual([1]);

      await python('continue_study.py', storage, study.name, '6');
      const trials = await store.readTrials(study.id);
      expect(trials).toHaveLength(18);
      expect(trials.every(({ state }) => state === 'COMPLETE' || state === 'PRUNED' || state === 'FAIL')).toBe(true);
      // Optuna has taken up the waiting trial with the values it was given.
      expect(trials[12]).toMatchObject({
        parameters: { rate: 0.05, optimizer: 'adam' },
        userAttributes: { from: 'ortune' },
      });
      expect(trials.slice(12).map(({ distributions }) => distributions)).toEqual(
        trials.slice(12).map(() => trials[0]?.distributions),
      );

      await runTrials(store, study, 4);
      await store.close();
      expect((await expectSame(storage, study.name)).trials).toHaveLength(22);
    });

    it('opens a study of `ortune tune`: its best trial, its learning curves and what was run again', async ({
      skip,
    }) => {
      const storage = storageOrSkip(skip);
      const cwd = await temporaryFolder();
      const file = await writeStudy(cwd, {
        constraints: `[atMost('model.bytes', 1_000_000)]`,
        training: `(hp) => ({ epochs: 40, batchSize: 32, optimizer: { name: 'adam', learningRate: hp.learningRate } })`,
      });
      const command = ['tune', file, '--engine', 'cpu', '--storage', storage];
      const first = startCli(command, cwd);
      for await (const line of first) if (String(line).startsWith('trial 1 epoch 1/')) first.kill('SIGKILL');
      await first;
      await runUntimed([...command, '--resume'], cwd);
      const rows = parseRows(await readFile(join(cwd, 'reports', 'small', 'ranking.csv'), 'utf8'));
      const { best, trials } = await expectSame(storage, 'small');
      const complete = trials.filter(({ state }) => state === 'COMPLETE');
      expect(complete.map((trial) => trial.values)).toEqual(
        ['0', '1'].map((number) => [Number(rows.find(({ trial }) => trial === number)?.['validation.accuracy'])]),
      );
      expect(complete.map(({ reports }) => reports.length)).toEqual([40, 40]);
      const stored = trials.find(({ number }) => number === best[0]);
      expect(stored?.values).toEqual([Number(rows[0]?.['validation.accuracy'])]);
      const retried = trials.find(({ state }) => state === 'FAIL')?.number;
      expect(complete.at(-1)?.systemAttributes).toMatchObject({ failed_trial: retried, retry_history: [retried] });
    }, 120_000);

    it.runIf(kind === 'PostgreSQL')('makes the very tables that ortune makes', async ({ skip }) => {
      await python('continue_study.py', storageOrSkip(skip, storagesOfOptuna), 'any', '1');
      await (await openStore(storageOrSkip(skip), 'create')).close();
      const made = await Promise.all(
        ['made_by_ortune', 'made_by_optuna'].map((name) => server?.query(catalogue, name)),
      );
      expect(made[0]?.length).toBeGreaterThan(50);
      expect(made[0]).toEqual(made[1]);
    });

    it('made a study that ortune opens and continues, and goes on with it', async ({ skip }) => {
      const storage = storageOrSkip(skip, storagesOfOptuna);
      await python('continue_study.py', storage, 'made by Optuna', '6');
      expect((await expectSame(storage, 'made by Optuna')).trials).toHaveLength(6);
      const store = await openStore(storage, 'write');
      const study = await store.openStudy({ name: 'made by Optuna', directions: ['minimize'] });
      await runTrials(store, study, 6);
      await python('continue_study.py', storage, study.name, '3');
      expect(await store.readTrials(study.id)).toHaveLength(15);
      await store.close();
      await expectSame(storage, study.name);
    });

    it('shares several objectives, constraints and reports of more than one number', async ({ skip }) => {
      const storage = storageOrSkip(skip);
      const store = await openStore(storage, 'create');
      const study = await store.createStudy({ name: 'front', directions: ['minimize', 'maximize'] });
      const points = [
        [1, 5],
        [2, 6],
        [3, 4],
        [0.5, 1],
        [4, 9],
      ] as const;
      for (const [index, values] of points.entries()) {
        const trial = await store.createTrial(study.id);
        await store.report(trial.id, { step: 1, values });
        await store.finishTrial(trial.id, { state: 'COMPLETE', values, constraints: [index === 4 ? Infinity : -1] });
      }
      await store.close();
      // (3, 4) is beaten by (1, 5), and the last point is not feasible.
      expect((await expectSame(storage, study.name)).best).toEqual([0, 1, 3]);
    });

    it('works on a study at the same time as ortune', async ({ skip }) => {
      const storage = storageOrSkip(skip);
      const store = await openStore(storage, 'create');
      const study = await store.createStudy({ name: 'shared', directions: ['minimize'] });
      await Promise.all([
        python('continue_study.py', storage, study.name, '8'),
        python('continue_study.py', storage, study.name, '8'),
        runTrials(store, study, 8).then(() => runTrials(store, study, 8)),
      ]);
      const trials = await store.readTrials(study.id);
      expect(trials.map(({ number }) => number)).toEqual(Array.from({ length: 32 }, (_, number) => number));
      expect(trials.filter(({ userAttributes }) => userAttributes.by === 'Optuna').length).toBeGreaterThan(0);
      await store.close();
      await expectSame(storage, study.name);
    });

    it('gives its retried trials to ortune, and takes those of ortune', async ({ skip }) => {
      const storage = storageOrSkip(skip);
      const store = await openStore(storage, 'create');
      const study = await store.createStudy({ name: 'retried', directions: ['minimize'] });
      await store.enqueueTrial(study.id, {
        setting: setting(2),
        systemAttributes: { failed_trial: 0, retry_history: [0] },
      });
      await python('continue_study.py', storage, study.name, '1');
      const [trial] = await store.readTrials(study.id);
      // What a waiting trial has already is not sampled anew.
      expect(trial).toMatchObject({ state: 'COMPLETE', parameters: setting(2).parameters });
      await store.close();
    });
  });
});
