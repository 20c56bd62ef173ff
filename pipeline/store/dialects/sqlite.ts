import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Kysely, sql } from 'kysely';
import Database from 'libsql';
import { StorageError } from '../../errors.js';
import type { Tables } from '../tables.js';
import type { Access, DatabaseConnection, Dialect } from './dialect.js';
import { beginImmediate, busyMilliseconds, execWhenFree, libsqlDialect } from './libsql-dialect.js';
import { sqliteSchema } from './sqlite-schema.js';

const openModes: Readonly<Record<Access, string>> = { read: 'ro', write: 'rw', create: 'rwc' };

/** A file, or a database in memory that is gone when it is closed. */
export const sqlite: Dialect = { open: openSqlite };

/** The name of a database in memory. */
const inMemory = ':memory:';

async function openSqlite(path: string, access: Access): Promise<DatabaseConnection> {
  const file = path === inMemory ? path : resolve(path);
  const database = await openFile(file, access);
  const db = new Kysely<Tables>({ dialect: libsqlDialect(database) });
  database.exec(`PRAGMA busy_timeout = ${busyMilliseconds}`);
  let writable = false;

  return {
    db,
    locksRows: false,
    async prepareForWriting() {
      // Readers then do not wait for writers. The switch needs the file for itself and does not wait on its own.
      await execWhenFree(database, 'PRAGMA journal_mode = WAL');
      database.exec('PRAGMA synchronous = FULL');
      // A file that cannot be written says so here.
      await beginImmediate(database);
      database.exec('ROLLBACK');
      writable = true;
    },
    async listTables(within = db) {
      const named = sql<{ name: string }>`select name from sqlite_master where type = 'table'`;
      const { rows } = await named.execute(within);
      return rows.map(({ name }) => name).filter((name) => !name.startsWith('sqlite_'));
    },
    schema: sqliteSchema,
    async lockSchema() {
      // A writing transaction has the whole file.
    },
    secondsAgo: (seconds) => sql<string>`datetime('now', ${`-${seconds} seconds`})`,
    lightTransaction: (work) =>
      db.connection().execute(async (connection) => {
        // Not synced to the disk by itself, but before the next transaction that is.
        database.exec('PRAGMA synchronous = NORMAL');
        try {
          return await connection.transaction().execute(work);
        } finally {
          database.exec('PRAGMA synchronous = FULL');
        }
      }),
    describeError: (error) => {
      // SQLITE_IOERR_WRITE is a kind of SQLITE_IOERR.
      const [sqlite, kind] = codeOf(error).split('_');
      const remedy = remedies[codeOf(error)] ?? remedies[`${sqlite}_${kind}`];
      return remedy && `${error instanceof Error ? error.message : String(error)}; ${remedy}`;
    },
    isDuplicate: (error) => /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(codeOf(error)),
    async close() {
      if (writable && database.open) leaveOneFile(database);
      // Kysely closes only what it has used.
      await db.destroy();
      if (database.open) database.close();
    },
  };
}

async function openFile(file: string, access: Access): Promise<Database.Database> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) throw new StorageError('it is a folder; give a file in it, such as study.db');
  const name = file === inMemory ? file : `${pathToFileURL(file).href}?mode=${openModes[access]}`;
  try {
    return new Database(name);
  } catch (cause) {
    // SQLite only says that it could not.
    const problem = found ? 'it cannot be read; change its permissions' : await explainMissing(file, access);
    throw new StorageError(problem, { cause });
  }
}

async function explainMissing(file: string, access: Access): Promise<string> {
  const folder = dirname(file);
  if (!(await stat(folder).catch(() => undefined))?.isDirectory()) {
    return `there is no folder \`${folder}\`; make it first`;
  }
  return access === 'create'
    ? `it cannot be made in \`${folder}\`; change the folder's permissions or give another`
    : 'there is no such file';
}

/**
 * Without write-ahead logging a study at rest is one file, which can be copied, and read in a folder that cannot be
 * written. Only the last connection can switch it off; all others at least leave everything in the file. Where neither
 * is possible, as on a full disk, nothing is lost: it is in the log beside the file.
 */
function leaveOneFile(database: Database.Database): void {
  for (const statement of [
    'PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE',
    'PRAGMA wal_checkpoint(TRUNCATE)',
  ]) {
    try {
      database.exec(statement);
      return;
    } catch (error) {
      if (codeOf(error) === '') throw error;
    }
  }
}

/** `SQLITE_BUSY` and the like; empty for an error that is not SQLite's. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : '';
}

const permissions = 'change the permissions of the file and its folder, or copy it';
const damaged = 'restore it from a copy, or save what can be read with `sqlite3 <file> .recover`';

/** By the code of SQLite, or the first two words of it. */
const remedies: Readonly<Record<string, string>> = {
  SQLITE_NOTADB: 'it is no SQLite database; give another file',
  SQLITE_CORRUPT: damaged,
  SQLITE_READONLY: permissions,
  SQLITE_READONLY_DBMOVED: 'the file was moved or deleted while it was in use',
  SQLITE_PERM: permissions,
  SQLITE_CANTOPEN: permissions,
  SQLITE_FULL: 'free some disk space',
  SQLITE_IOERR: 'check the disk, its free space, and that the folder is still there',
  SQLITE_BUSY: `another program has held it for ${busyMilliseconds / 1000} s; end that program`,
};
