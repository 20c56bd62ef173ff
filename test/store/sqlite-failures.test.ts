import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StorageError } from '../../pipeline/errors.js';
import { openStore } from '../../pipeline/store/open-store.js';

let folder: string;
const inFolder = (name: string) => join(folder, name);

/** A storage with three trials. */
const healthy = 'healthy.db';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-store-'));
  await chmod(folder, 0o755);
  const store = await openStore(inFolder(healthy), 'create');
  const { id } = await store.createStudy({ name: 'healthy', directions: ['minimize'] });
  for (let i = 0; i < 3; i++) await store.enqueueTrial(id);
  await store.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A changed copy of the healthy storage. */
async function spoiled(name: string, change: string): Promise<string> {
  const file = inFolder(name);
  await copyFile(inFolder(healthy), file);
  const database = new Database(file);
  database.exec(change);
  database.close();
  return file;
}

async function made(name: string, statements: string): Promise<string> {
  const database = new Database(inFolder(name));
  database.exec(statements);
  database.close();
  return inFolder(name);
}

describe('a SQLite file that cannot be opened says why, and what to do', () => {
  const anyAccess = ['read', 'write', 'create'] as const;

  it.each<[string, readonly ('read' | 'write' | 'create')[], () => Promise<string>, string]>([
    ['missing', ['read', 'write'], async () => inFolder('none.db'), 'there is no such file'],
    ['in a missing folder', anyAccess, async () => inFolder('none/study.db'), `there is no folder \`{folder}/none\``],
    [
      'a folder',
      anyAccess,
      async () => {
        await mkdir(inFolder('folder.db'));
        return inFolder('folder.db');
      },
      'it is a folder; give a file in it',
    ],
    [
      'empty',
      ['read', 'write'],
      async () => {
        await writeFile(inFolder('empty.db'), '');
        return inFolder('empty.db');
      },
      'it is empty; a study is made by `ortune tune`',
    ],
    [
      'no database',
      anyAccess,
      async () => {
        await writeFile(inFolder('text.db'), 'trial,accuracy\n0,0.98\n'.repeat(100));
        return inFolder('text.db');
      },
      'file is not a database; it is no SQLite database; give another file',
    ],
    [
      "another program's",
      anyAccess,
      () => made('other.db', 'CREATE TABLE users (id INTEGER); CREATE TABLE orders (id INTEGER)'),
      'it is the database of another program (its tables are `users`, `orders`); give ortune a file',
    ],
    [
      "another program's that uses Alembic too",
      anyAccess,
      () => made('alembic.db', 'CREATE TABLE studies (id INTEGER); CREATE TABLE alembic_version (version_num TEXT)'),
      'it is the database of another program',
    ],
    [
      'of a newer schema',
      anyAccess,
      () => spoiled('newer.db', "UPDATE alembic_version SET version_num = 'v6.0.0.a'"),
      'its schema is v6.0.0.a, newer than v3.2.0.a, which this version of ortune knows; update ortune',
    ],
    [
      'of a newer version number',
      anyAccess,
      () => spoiled('newer-version.db', 'UPDATE version_info SET schema_version = 13'),
      'its schema is v3.2.0.a (13), newer',
    ],
    [
      'of an older schema',
      anyAccess,
      () => spoiled('older.db', "UPDATE alembic_version SET version_num = 'v3.0.0.d'"),
      'it was made by an older Optuna (schema v3.0.0.d); bring it up to date with `optuna storage upgrade',
    ],
    [
      'without one of its tables',
      anyAccess,
      () => spoiled('lacking.db', 'DROP TABLE trial_values'),
      'it is damaged: `trial_values` missing; restore it from a copy',
    ],
    [
      'cut off',
      anyAccess,
      async () => {
        await copyFile(inFolder(healthy), inFolder('cut.db'));
        await truncate(inFolder('cut.db'), 5000);
        return inFolder('cut.db');
      },
      'database disk image is malformed; restore it from a copy',
    ],
  ])('%s', async (_, accesses, make, message) => {
    const file = await make();
    const content = () => readFile(file, 'latin1').catch(() => undefined);
    const before = await content();
    for (const access of accesses) {
      const opened = access === 'read' ? openStore(file, access) : openStore(file, access);
      const error: unknown = await opened.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(StorageError);
      const expected = message.replace('{folder}', folder);
      expect(String(error)).toContain(`storage \`${file}\`: ${expected}`);
      // What is not ours stays as it was.
      expect((await content()) === before).toBe(true);
    }
  });
});

describe.skipIf(process.platform === 'win32')('without permission to write', () => {
  /** As a user to whom nothing here belongs; root may write everything. */
  async function asNobody<T>(work: () => Promise<T>): Promise<T> {
    if (process.getuid?.() !== 0) return work();
    process.seteuid?.(65534);
    try {
      return await work();
    } finally {
      process.seteuid?.(0);
    }
  }

  it('a file can be read and not changed', async () => {
    const file = inFolder('read-only.db');
    await copyFile(inFolder(healthy), file);
    await chmod(file, 0o444);
    await chmod(folder, 0o555);
    await asNobody(async () => {
      for (const access of ['write', 'create'] as const) {
        await expect(openStore(file, access)).rejects.toThrow(
          'attempt to write a readonly database; change the permissions of the file and its folder, or copy it',
        );
      }
      const reader = await openStore(file, 'read');
      const study = await reader.findStudy('healthy');
      if (!study) throw new Error('the study is in the copy');
      expect(await reader.readTrials(study.id)).toHaveLength(3);
      await reader.close();
      await expect(openStore(inFolder('new.db'), 'create')).rejects.toThrow(
        `it cannot be made in \`${folder}\`; change the folder's permissions or give another`,
      );
    });
    await chmod(folder, 0o755);
    expect(await readdir(folder)).not.toContain('read-only.db-wal');
  });

  it('a file that may not be read either says so', async () => {
    const file = inFolder('secret.db');
    await copyFile(inFolder(healthy), file);
    await chmod(file, 0o000);
    await asNobody(() => expect(openStore(file, 'read')).rejects.toThrow('it cannot be read'));
  });
});

describe('a SQLite file in use', () => {
  it('says that the disk is full, and keeps what it has', async () => {
    const file = inFolder('full.db');
    await copyFile(inFolder(healthy), file);
    const store = await openStore(file, 'write');
    const study = await store.openStudy({ name: 'healthy', directions: ['minimize'] });
    await sql`PRAGMA max_page_count = 1`.execute(store.connection.db);
    const filling = async () => {
      for (let i = 0; i < 1000; i++) await store.setStudyUserAttribute(study.id, `${i}`, 'x'.repeat(1000));
    };
    await expect(filling()).rejects.toThrow(`storage \`${file}\`: database or disk is full; free some disk space`);
    expect(await store.readTrials(study.id)).toHaveLength(3);
    await sql`PRAGMA max_page_count = 100000`.execute(store.connection.db);
    await store.setStudyUserAttribute(study.id, 'after', 1);
    await store.close();
    const reader = await openStore(file, 'read');
    expect((await reader.studyAttributes(study.id)).user.after).toBe(1);
    await reader.close();
  });

  it('is one file again when it is closed', async () => {
    const file = inFolder('one.db');
    const store = await openStore(file, 'create');
    await store.openStudy({ name: 'a', directions: ['minimize'] });
    expect((await readdir(folder)).filter((name) => name.startsWith('one.db'))).toContain('one.db-wal');
    await store.close();
    expect((await readdir(folder)).filter((name) => name.startsWith('one.db'))).toEqual(['one.db']);
    const reader = await openStore(`sqlite:///${file}`, 'read');
    expect((await reader.listStudies()).map(({ name }) => name)).toEqual(['a']);
    await reader.close();
  });

  it('holds everything once all have closed it', async () => {
    const file = inFolder('shared.db');
    const first = await openStore(file, 'create');
    const second = await openStore(file, 'write');
    await first.openStudy({ name: 'a', directions: ['minimize'] });
    await first.close();
    await second.openStudy({ name: 'b', directions: ['minimize'] });
    await second.close();
    await copyFile(file, inFolder('copy.db'));
    const reader = await openStore(inFolder('copy.db'), 'read');
    expect((await reader.listStudies()).map(({ name }) => name)).toEqual(['a', 'b']);
    await reader.close();
  });

  it('has everything that was announced after its process was killed', async () => {
    const file = inFolder('killed.db');
    const script = `
      import { openStore } from '${new URL('../../pipeline/store/open-store.ts', import.meta.url)}';
      const store = await openStore(${JSON.stringify(file)}, 'create');
      const { id } = await store.createStudy({ name: 'killed', directions: ['minimize'] });
      for (let i = 0; i < 5; i++) {
        const trial = await store.createTrial(id);
        await store.report(trial.id, { step: 1, values: [i] });
        await store.finishTrial(trial.id, { state: 'COMPLETE', values: [i] });
      }
      process.kill(process.pid, 'SIGKILL');`;
    const child = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
    expect(child.signal).toBe('SIGKILL');
    const store = await openStore(file, 'write');
    const study = await store.findStudy('killed');
    if (!study) throw new Error('the study was made before the process was killed');
    const trials = await store.readTrials(study.id);
    expect(trials.map(({ values, reports }) => [values[0], reports[0]?.values[0]])).toEqual(
      [0, 1, 2, 3, 4].map((value) => [value, value]),
    );
    await store.close();
  });

  it('in memory is a store like any other', async () => {
    const store = await openStore('sqlite:///:memory:', 'create');
    const { id } = await store.openStudy({ name: 'short-lived', directions: ['minimize'] });
    const trial = await store.createTrial(id);
    await store.finishTrial(trial.id, { state: 'COMPLETE', values: [1] });
    expect(await store.readTrials(id)).toMatchObject([{ state: 'COMPLETE', values: [1] }]);
    await store.close();
  });
});
