import type { Kysely, RawBuilder, Transaction } from 'kysely';
import type { Tables } from '../tables.js';

/** What a database is opened for: to be read, to be changed, or to be changed and made where there is none. */
export type Access = 'read' | 'write' | 'create';

/** One kind of database. */
export interface Dialect {
  /**
   * Opens what `place` names, in whatever form the dialect wants it. Nothing is written yet.
   * @throws StorageError, or an error that `describeError` knows at the first query
   */
  open(place: string, access: Access): Promise<DatabaseConnection>;
}

/** An open database: all in which SQLite and PostgreSQL differ. The queries themselves are in one place for both. */
export interface DatabaseConnection {
  readonly db: Kysely<Tables>;
  /** Whether a transaction locks the rows it is about to change; otherwise a writing one has the database for itself. */
  readonly locksRows: boolean;
  /** Whatever must be set before the first change, once it is clear that the tables are Optuna's. */
  prepareForWriting(): Promise<void>;
  /** Names of the tables, other programs' too. */
  listTables(within?: Kysely<Tables>): Promise<readonly string[]>;
  /** The statements that make Optuna's tables, in order. */
  readonly schema: readonly string[];
  /** Until its end no other transaction makes tables. */
  lockSchema(transaction: Transaction<Tables>): Promise<void>;
  /** The database's clock `seconds` ago, in the form of `trial_heartbeats.heartbeat`. */
  secondsAgo(seconds: number): RawBuilder<string>;
  /**
   * A transaction that survives the end of this process, but whose last second a power failure may take. For what is
   * written often and is worth little alone.
   */
  lightTransaction<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>;
  /** What went wrong, with the remedy, where it is the user's concern; undefined where it is a defect of ortune. */
  describeError(error: unknown): string | undefined;
  /** Whether `error` says that a row with this key is there already. */
  isDuplicate(error: unknown): boolean;
  close(): Promise<void>;
}
