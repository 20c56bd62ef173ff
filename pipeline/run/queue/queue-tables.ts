import type pg from 'pg';

/** The schema of what follows, and that of pg-boss: neither touches the tables of the studies. */
export const queueSchema = 'ortune_queue';
export const bossSchema = 'ortune_boss';

/** Key of the advisory lock under which the tables are made: 'queue' in ASCII. */
const tablesLock = 0x7175657565;

/**
 * pg-boss says which worker is given a trial; what conductor and worker then say to each other is here.
 * - A run is one conductor at work on one study. Everything of it goes with it.
 * - A job is one attempt at a trial. `claim` is the token of the one worker that may write to it. A job that is taken from its
 *   worker is deleted, and another one is made: what the worker still says finds no job and is refused (fencing).
 * - Messages go `up` to the conductor, where the worker numbers them, or down to the worker. One that is sent again, because nobody
 *   knows whether it had arrived when the connection was lost, is there once.
 * - Files are the .onnx of a job and the checkpoints of its training, in parts.
 */
const tables = `
  create schema if not exists ${queueSchema};
  create table if not exists ${queueSchema}.runs (
    id uuid primary key,
    queue text not null,
    study text not null,
    lost_seconds double precision not null,
    sign timestamptz not null default now()
  );
  create table if not exists ${queueSchema}.jobs (
    id uuid primary key,
    run uuid not null references ${queueSchema}.runs on delete cascade,
    body text not null,
    claim uuid,
    worker text,
    sign timestamptz
  );
  create index if not exists jobs_run on ${queueSchema}.jobs (run);
  create table if not exists ${queueSchema}.messages (
    seq bigint generated always as identity primary key,
    job uuid not null references ${queueSchema}.jobs on delete cascade,
    up boolean not null,
    number integer,
    body text not null,
    unique (job, number)
  );
  create index if not exists messages_job on ${queueSchema}.messages (job, seq);
  create table if not exists ${queueSchema}.files (
    job uuid not null references ${queueSchema}.jobs on delete cascade,
    name text not null,
    part integer not null,
    bytes bytea not null,
    primary key (job, name, part)
  );
`;

/**
 * Makes our tables where there are none, and lets pg-boss make its own, by one process after the other: pg-boss's check fails where
 * another process makes its schema between its look and its own attempt.
 * @param startBoss over another connection of the pool
 */
export async function makeQueueTables(pool: pg.Pool, startBoss: () => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [tablesLock]);
    const { rows } = await client.query(`select to_regclass('${queueSchema}.files') as there`);
    if (!rows[0]?.there) await client.query(tables);
    await startBoss();
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
