import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyStudy } from '../../pipeline/store/copy-study.js';
import { openStore } from '../../pipeline/store/open-store.js';
import { describeStudy } from './describe-stored.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-store-'));
});
afterAll(() => rm(folder, { recursive: true }));

const fixture = fileURLToPath(new URL('fixtures/optuna-5.db', import.meta.url));

describe('a copy of a study', () => {
  it('is equal to it in another storage, where it can be continued', async () => {
    const original = join(folder, 'original.db');
    await copyFile(fixture, original);
    // A number with more digits than a double has, as Python writes them.
    const database = new Database(original);
    database.exec(
      "UPDATE trial_user_attributes SET value_json = '123456789012345678901' WHERE trial_user_attribute_id = 1",
    );
    database.close();
    const source = await openStore(original, 'read');
    const target = await openStore(join(folder, 'target.db'), 'create');
    // The ids of the copies differ from those of the originals.
    const { id } = await target.createStudy({ name: 'before', directions: ['minimize'] });
    for (let i = 0; i < 3; i++) await target.createTrial(id);
    for (const study of await source.listStudies()) {
      const copy = await copyStudy(source, study, target, `copy of ${study.name}`);
      const described = await describeStudy(source, study);
      expect(await describeStudy(target, copy)).toEqual({ ...described, name: `copy of ${study.name}` });
      const trial = await target.createTrial(copy.id);
      expect(trial.number).toBe(described.trials.length);
    }
    await target.close();
    await source.close();
    const read = new Database(join(folder, 'target.db'));
    const exact = read.prepare(
      "SELECT count(*) AS n FROM trial_user_attributes WHERE value_json = '123456789012345678901'",
    );
    expect(exact.all()).toMatchObject([{ n: 1 }]);
    read.close();
  });

  it('can be made in the same storage, and of more trials than one query reads', async () => {
    const file = join(folder, 'same.db');
    const store = await openStore(file, 'create');
    const study = await store.createStudy({ name: 'long', directions: ['minimize'] });
    const database = new Database(file);
    const rows = Array.from({ length: 2100 }, (_, i) => `(${study.id}, ${i}, 'COMPLETE', '2026-01-01 00:00:00', NULL)`);
    database.exec(
      `INSERT INTO trials (study_id, number, state, datetime_start, datetime_complete) VALUES ${rows.join()}`,
    );
    database.exec(`INSERT INTO trial_values (trial_id, objective, value, value_type)
      SELECT trial_id, 0, number * 0.5, 'FINITE' FROM trials`);
    database.close();
    const source = await openStore(file, 'read');
    const copy = await copyStudy(source, study, store, 'long too');
    await source.close();
    const values = (await store.readTrials(copy.id)).map(({ number, values }) => [number, ...values]);
    expect(values).toEqual(Array.from({ length: 2100 }, (_, i) => [i, i * 0.5]));
    await store.close();
  });

  it('is made whole or not at all', async () => {
    const source = await openStore(fixture, 'read');
    const target = await openStore('sqlite:///:memory:', 'create');
    const [study = expect.fail()] = await source.listStudies();
    await copyStudy(source, study, target, 'taken');
    await expect(copyStudy(source, study, target, 'taken')).rejects.toThrow('has a study named `taken` already');
    expect(await target.listStudies()).toHaveLength(1);
    await target.close();
    await source.close();
  });
});
