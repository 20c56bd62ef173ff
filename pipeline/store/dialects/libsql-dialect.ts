import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  SqliteDriver,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type SqliteStatement,
  type TransactionSettings,
} from 'kysely';
import type Database from 'libsql';

/** How long a transaction waits for the others', which take milliseconds. */
export const busyMilliseconds = 60_000;

/**
 * Kysely on one libsql connection, with what its own SQLite dialect leaves out: writing transactions take the lock when
 * they begin, since one that reads first may find at its first write that another came between, which no waiting can
 * mend; and statements are compiled once.
 */
export const libsqlDialect = (database: Database.Database): Dialect => ({
  createAdapter: () => new SqliteAdapter(),
  createDriver: () => new ImmediateDriver(database),
  createIntrospector: (db) => new SqliteIntrospector(db),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

class ImmediateDriver extends SqliteDriver {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    super({ database: withKeptStatements(database) });
    this.#database = database;
  }

  // `exec` and no prepared statement: libsql resets one that ended as busy only when it is garbage collected, and until
  // then nothing can be committed.
  override async beginTransaction(_: DatabaseConnection, settings: TransactionSettings = {}): Promise<void> {
    if (settings.accessMode === 'read only') this.#database.exec('begin');
    else await beginImmediate(this.#database);
  }

  override async commitTransaction(): Promise<void> {
    this.#database.exec('commit');
  }

  override async rollbackTransaction(): Promise<void> {
    // On a full disk SQLite has rolled back by itself.
    if (this.#database.inTransaction) this.#database.exec('rollback');
  }
}

/** Begins a transaction that may write, when no other connection is in one. */
export const beginImmediate = (database: Database.Database) => execWhenFree(database, 'BEGIN IMMEDIATE');

/**
 * Executes what needs a lock, trying again at random moments for as long as another connection has it. SQLite's own
 * waiting would stop this process: its timers, and for ever the transaction that is waited for where that is one of
 * another store of this process.
 */
export async function execWhenFree(database: Database.Database, statement: string): Promise<void> {
  const deadline = Date.now() + busyMilliseconds;
  database.exec('PRAGMA busy_timeout = 0');
  try {
    for (let longest = 2; !succeeds(database, statement, deadline); longest = Math.min(2 * longest, 32)) {
      await sleep(longest * Math.random());
    }
  } finally {
    database.exec(`PRAGMA busy_timeout = ${busyMilliseconds}`);
  }
}

function succeeds(database: Database.Database, statement: string, deadline: number): boolean {
  try {
    database.exec(statement);
    return true;
  } catch (error) {
    if (!isBusy(error) || Date.now() > deadline) throw error;
    return false;
  }
}

const isBusy = (error: unknown) => error instanceof Error && 'code' in error && /^SQLITE_BUSY/.test(String(error.code));

/** Statements with more parameters (lists of ids) differ from call to call. */
const mostParametersKept = 50;

function withKeptStatements(database: Database.Database) {
  const kept = new Map<string, SqliteStatement>();
  return {
    prepare(sql: string): SqliteStatement {
      const known = kept.get(sql);
      if (known) return known;
      const statement = adapt(database.prepare(sql));
      if ((sql.match(/\?/g)?.length ?? 0) <= mostParametersKept) kept.set(sql, statement);
      return statement;
    },
    close() {
      kept.clear();
      database.close();
    },
  };
}

/** libsql's types want each parameter as an argument; its code takes the list, and takes a lone `null` for an object. */
const adapt = (statement: Database.Statement): SqliteStatement => ({
  reader: statement.reader,
  all: (parameters) => statement.all(parameters),
  run: (parameters) => statement.run(parameters),
  iterate: (parameters) => statement.iterate(parameters),
});
