import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../pipeline/store/open-store.js';
import { parseJson } from '../../pipeline/store/parse-json.js';
import { fixedParameters } from '../../pipeline/store/system-attributes.js';
import { choice, float, int } from '../../pipeline/study/space.js';
import { asCompared, describeStudy, type OptunaStudy } from './describe-stored.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-store-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The file itself stays as it is. */
async function copyOf(fixture: string): Promise<string> {
  const copy = join(folder, `${fixture}-${expect.getState().currentTestName?.replace(/\W/g, '-')}.db`);
  await copyFile(fileURLToPath(new URL(`fixtures/${fixture}.db`, import.meta.url)), copy);
  return copy;
}

async function expectedOf(fixture: string): Promise<readonly OptunaStudy[]> {
  const text = await readFile(new URL(`fixtures/${fixture}.expected`, import.meta.url), 'utf8');
  return parseJson(text) as unknown[] as OptunaStudy[];
}

/** Made by Optuna 5, and by ourselves in an earlier version; what Optuna reads in each is written beside it. */
describe.each(['optuna-5', 'ortune-0.1'])('%s.db', (fixture) => {
  it('is read as Optuna reads it', async () => {
    const store = await openStore(await copyOf(fixture), 'read');
    const studies = await store.listStudies();
    const expected = await expectedOf(fixture);
    expect(studies.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
    for (const [index, study] of studies.entries()) {
      const { best, trials, ...described } = expected[index] ?? expect.fail();
      expect(best.every((number) => trials[number]?.state === 'COMPLETE')).toBe(true);
      expect(await describeStudy(store, study)).toEqual({ ...described, trials: trials.map(asCompared) });
    }
    await store.close();
  });

  it('is continued', async () => {
    const file = await copyOf(fixture);
    const [name = '', trials = []] =
      (await expectedOf(fixture)).map(({ name, trials }) => [name, trials] as const)[0] ?? [];
    const store = await openStore(file, 'write');
    const study = (await store.findStudy(name)) ?? expect.fail();
    const setting = {
      parameters: { rate: 0.05, momentum: 0.7, units: 128, optimizer: true },
      space: {
        rate: float(1e-4, 1e-1, { scale: 'log' }),
        momentum: float(0, 0.9, { step: 0.1 }),
        units: int(16, 128, { step: 16 }),
        optimizer: choice(['sgd', 'adam', true, 1.5]),
      },
    };
    const trial = await store.createTrial(study.id, { setting });
    expect(trial.number).toBe(trials.length);
    await store.report(trial.id, { step: 1, values: [0.5] });
    await store.finishTrial(trial.id, { state: 'COMPLETE', values: [0.5] });
    const other = { parameters: { rate: 0.05 }, space: { rate: float(1e-4, 1e-1) } };
    await expect(store.createTrial(study.id, { setting: other })).rejects.toThrow('was a float on a log scale');
    await store.close();

    const reader = await openStore(file, 'read');
    const read = await reader.readTrials(study.id);
    expect(read).toHaveLength(trials.length + 1);
    expect(read.at(-1)).toMatchObject({ state: 'COMPLETE', parameters: setting.parameters, values: [0.5] });
    await reader.close();
  });
});

describe('a SQLite file', () => {
  it('has the very tables that Optuna makes', async () => {
    const ours = join(folder, 'ours.db');
    await (await openStore(ours, 'create')).close();
    expect(schemaOf(ours)).toEqual(schemaOf(await copyOf('optuna-5')));
  });
});

/** The statements that made its tables and indices, and which version they are of. */
function schemaOf(file: string) {
  const database = new Database(file);
  const rows = (query: string) => database.prepare(query).all() as Readonly<Record<string, unknown>>[];
  const schema = {
    statements: rows(
      "SELECT sql FROM sqlite_master WHERE sql NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid",
    ).map(({ sql }) => String(sql).replace(/\s+/g, ' ').replace(/\( /g, '(').replace(/ \)/g, ')')),
    revision: rows('SELECT version_num FROM alembic_version'),
    version: rows('SELECT version_info_id, schema_version FROM version_info'),
  };
  database.close();
  return schema;
}

describe('what is left of a study of Optuna', () => {
  it('waiting trials are taken up with the values they must have', async () => {
    const store = await openStore(await copyOf('optuna-5'), 'write');
    const study = (await store.findStudy('every kind of trial: é ☃')) ?? expect.fail();
    const first = (await store.claimWaitingTrial(study.id)) ?? expect.fail();
    // None is no value of ours.
    expect(fixedParameters(first)).toEqual({ float: 0.25 });
    expect(first.userAttributes).toEqual({ note: 'try this' });
    expect(fixedParameters((await store.claimWaitingTrial(study.id)) ?? expect.fail())).toEqual({ float: -0.25 });
    expect(await store.claimWaitingTrial(study.id)).toBeUndefined();
    await store.close();
  });

  it('abandoned trials are found by their heartbeat', async () => {
    const store = await openStore(await copyOf('optuna-5'), 'write');
    const study = (await store.findStudy('watched')) ?? expect.fail();
    const failed = await store.failStaleTrials(study.id, 120, 'its heartbeat stopped');
    expect(failed.map(({ number }) => number)).toEqual([2]);
    await store.close();
  });
});
