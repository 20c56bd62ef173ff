import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { Tables } from '../tables.js';
import type { DatabaseConnection, Dialect } from './dialect.js';
import { postgresqlSchema } from './postgresql-schema.js';

/** A process does one thing after the other in its study; a second connection reads while the first one writes. */
const mostConnections = 4;

const connectMilliseconds = 10_000;

/** Key of the advisory lock under which tables are made: 'ortune' in ASCII. */
const schemaLock = 0x6f7274756e65;

const timestampWithoutZone = 1114;

/** A server, whose URL has user, password, host, port and database. It is connected to at the first query. */
export const postgresql: Dialect = { open: async (url) => openPostgresql(url) };

function openPostgresql(url: string): DatabaseConnection {
  const pool = new pg.Pool({
    connectionString: url,
    max: mostConnections,
    connectionTimeoutMillis: connectMilliseconds,
    application_name: 'ortune',
    // A server that is gone without a word is noticed.
    keepAlive: true,
    types: { getTypeParser },
  });
  // A connection may be lost while it is idle, which is no failure since the next query opens another, and between two
  // queries of a transaction, of which the second one fails. Without listeners either would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });

  return {
    db,
    locksRows: true,
    async prepareForWriting() {
      // A role that may not write is told so by its first change.
    },
    async listTables(within = db) {
      const named = sql<{ name: string }>`select tablename as name from pg_tables where schemaname = current_schema()`;
      const { rows } = await named.execute(within);
      return rows.map(({ name }) => name);
    },
    schema: postgresqlSchema,
    async lockSchema(transaction) {
      await sql`select pg_advisory_xact_lock(${schemaLock})`.execute(transaction);
    },
    // In the session's time zone, as Optuna writes it.
    secondsAgo: (seconds) => sql<string>`(current_timestamp - make_interval(secs => ${seconds}))::timestamp`,
    lightTransaction: (work) =>
      db.transaction().execute(async (transaction) => {
        await sql`set local synchronous_commit = off`.execute(transaction);
        return work(transaction);
      }),
    describeError: describePostgresqlError,
    isDuplicate: (error) => codeOf(error) === '23505',
    close: () => db.destroy().then(() => (pool.ended ? undefined : pool.end())),
  };
}

/** Dates stay texts: pg would read them in the zone of this process. */
const getTypeParser: typeof pg.types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === timestampWithoutZone ? (text: string) => text : pg.types.getTypeParser(oid, format);

/** What is wrong with the server or the connection to it, with the remedy; undefined where it is something else. */
export function describePostgresqlError(error: unknown): string | undefined {
  const remedy = remedies.find(([pattern]) => pattern.test(codeOf(error)))?.[1];
  const message = messageOf(error);
  if (remedy !== undefined) return `${message}; ${remedy}`;
  if (/password must be a string|SASL/.test(message)) return `${message}; ${credentials}`;
  if (/timeout|terminated|Connection ended/i.test(message)) return `${message}; ${unreachable}`;
  return undefined;
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** A name with several addresses gives an AggregateError, which says nothing itself. */
const messageOf = (error: unknown): string =>
  error instanceof AggregateError
    ? error.errors.map(messageOf).join(', ')
    : error instanceof Error
      ? error.message
      : String(error);

const credentials = 'check user and password, `postgresql://user:password@host:5432/database`';
const unreachable = 'check host and port, and that the server runs and accepts connections from here';

/** Codes of Node's sockets and of PostgreSQL (appendix A of its manual). */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/^(28P01|28000)$/, credentials],
  [/^3D000$/, 'make it with `createdb`, or give another'],
  [/^(ECONN\w+|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|ENOENT|EACCES)$/, unreachable],
  [/^42501$/, 'grant the role the right, or give another role or database'],
  [/^25006$/, 'give the primary server, not a replica'],
  [/^53300$/, 'raise `max_connections` of the server or run fewer workers'],
  [/^53100$/, 'free some disk space on the server'],
  [/^(55000|57P0\d|08\w+)$/, 'wait until the server accepts connections again, then resume'],
  [/^3F000$/, 'make the schema first, or give another'],
];
