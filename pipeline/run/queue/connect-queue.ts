import pg from 'pg';
import PgBoss from 'pg-boss';
import { StorageError, UsageError } from '../../errors.js';
import { describePostgresqlError } from '../../store/dialects/postgresql.js';
import { parseStorageLocation } from '../../store/storage-location.js';
import { type Bells, listenToBells } from './bells.js';
import { bossSchema, makeQueueTables } from './queue-tables.js';

export interface QueueConnection {
  /** The storage as the user named it, without password. */
  readonly name: string;
  readonly bells: Bells;
  readonly boss: PgBoss;
  /** Rows of one statement, which is a transaction by itself. */
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** Beside the one that listens; two are needed to make the tables. */
const mostConnections = 2;

/** How long after a worker has died between taking a job and claiming it the job is given to another. */
const maintenanceSeconds = 30;

/** Names of queues; pg-boss makes partitions of a table by them. */
const queueName = /^[A-Za-z0-9_-]{1,50}$/;

/**
 * Connects to the queue of a PostgreSQL storage; it is made where there is none.
 * @param supervises whether jobs that were taken and not claimed are given out again by this process: the conductor's part
 * @throws UsageError, StorageError
 */
export async function connectQueue(
  storage: string,
  queue: string,
  { supervises }: { readonly supervises: boolean },
): Promise<QueueConnection> {
  if (!queueName.test(queue)) {
    throw new UsageError(`\`--queue\`: must be 1 to 50 letters, digits, \`_\` and \`-\`, got \`${queue}\``);
  }
  const { dialect, place, shown } = parseStorageLocation(storage);
  if (dialect !== 'postgresql') {
    throw new UsageError(
      `\`--queue\` needs a storage that all machines reach, \`--storage postgresql://user:password@host:5432/database\`; got \`${shown}\``,
    );
  }
  const pool = new pg.Pool({
    connectionString: place,
    max: mostConnections,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: supervises ? 'ortune' : 'ortune worker',
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));

  async function execute<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) {
    try {
      // Several statements at once, which pg-boss makes its tables with, must have no list of values.
      return await (values ? pool.query<Row>(text, [...values]) : pool.query<Row>(text));
    } catch (error) {
      const message = describePostgresqlError(error);
      if (message === undefined) throw error;
      throw new StorageError(`storage \`${shown}\`: ${message}`, { cause: error });
    }
  }

  // pg-boss works over the same few connections.
  const boss = new PgBoss({
    db: { executeSql: execute },
    schema: bossSchema,
    supervise: supervises,
    schedule: false,
    maintenanceIntervalSeconds: maintenanceSeconds,
  });
  // Of maintenance, which is tried again.
  boss.on('error', () => undefined);
  try {
    await execute('select 1');
    await makeQueueTables(pool, async () => {
      await boss.start();
      await boss.createQueue(queue);
    });
  } catch (error) {
    await pool.end();
    if (error instanceof StorageError) throw error;
    const message = describePostgresqlError(error) ?? (error instanceof Error ? error.message : String(error));
    throw new StorageError(`storage \`${shown}\`: the queue cannot be opened: ${message}`, { cause: error });
  }
  const bells = listenToBells(place);
  return {
    name: shown,
    bells,
    boss,
    async query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) {
      return (await execute<Row>(text, values)).rows;
    },
    async close() {
      await boss.stop({ graceful: false, wait: true, close: false });
      await bells.close();
      await pool.end();
    },
  };
}
