import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { StorageError } from '../../errors.js';
import { parseMessage, renderMessage } from '../worker/message-text.js';
import { ringSql } from './bells.js';
import type { QueueConnection } from './connect-queue.js';
import { type JobBody, jobBodySchema, type ToQueueWorker, toQueueWorkerSchema } from './job-body.js';
import { fileParts, readJobFile } from './job-files.js';
import { offerJob } from './queue-run.js';
import { queueSchema } from './queue-tables.js';

/** The job was taken from this worker: the conductor has given it up, or the study has ended. */
export class JobRevokedError extends Error {
  override readonly name = 'JobRevokedError';
}

/** A job that this process, and no other, may write to, as long as it gives signs of life. */
export interface ClaimedJob {
  readonly id: string;
  readonly body: JobBody;
  /** @throws JobRevokedError */
  say(message: object): Promise<void>;
  /** What the conductor says next. @throws JobRevokedError */
  hear(): Promise<ToQueueWorker>;
  /** Sends a file, under a name of its own. @throws JobRevokedError */
  sendFile(name: string, content: Uint8Array): Promise<void>;
  /** A file that came with the job; undefined where there is none of that name. */
  readFile(name: string): Promise<Uint8Array | undefined>;
  /** A sign of life. @throws JobRevokedError where the job, or its conductor, is gone */
  renew(): Promise<void>;
  /** Leaves the job to other workers; nothing was said on it. */
  giveBack(): Promise<void>;
  close(): void;
}

/** How long a lost notification can keep a message from being read. */
const longestWait = 2000;

/**
 * Takes the next job of the queue. pg-boss gives it to one process; who claims it in the job's own row has it.
 * @param worker a name for this process
 */
export async function takeJob(
  connection: QueueConnection,
  queue: string,
  worker: string,
): Promise<ClaimedJob | undefined> {
  const { query, boss, bells } = connection;
  const [offer] = await boss.fetch<{ job: string }>(queue);
  if (!offer) return undefined;
  const id = offer.data.job;
  const claim = randomUUID();
  // Not of a conductor that is gone: nobody would hear of it.
  const [claimed] = await query<{ body: string }>(
    `update ${queueSchema}.jobs j set claim = $2, worker = $3, sign = now()
     from ${queueSchema}.runs r
     where j.id = $1 and j.claim is null and r.id = j.run and r.sign > now() - make_interval(secs => r.lost_seconds)
     returning j.body`,
    [id, claim, worker],
  );
  await boss.complete(queue, offer.id);
  if (!claimed) return takeJob(connection, queue, worker);
  const body = jobBodySchema.parse(parseMessage(claimed.body));
  const bell = bells.open(`down:${id}`);
  let heard = 0;
  let said = 0;

  const takenAway = () => new JobRevokedError(`trial ${body.trial} of study ${body.study} was taken away`);
  const patiently = <T>(work: () => Promise<T>) => retryWhileCutOff(work, body.limits.lostSeconds);

  /** Inserts rows if the job is still this worker's, whose row is locked meanwhile; doing it again changes nothing. */
  async function insertWhileHeld(insert: string, values: readonly unknown[]): Promise<void> {
    const rows = await patiently(() =>
      query(
        `with held as (
           update ${queueSchema}.jobs set sign = now() where id = $1 and claim = $2 returning id
         ), inserted as (
           ${insert} on conflict do nothing
         )
         select ${ringSql(`'up:' || id::text`)} from held`,
        [id, claim, ...values],
      ),
    );
    if (rows.length === 0) throw takenAway();
  }

  const job: ClaimedJob = {
    id,
    body,
    async say(message) {
      said++;
      await insertWhileHeld(
        `insert into ${queueSchema}.messages (job, up, number, body) select id, true, $3, $4 from held`,
        [said, renderMessage(message)],
      );
    },
    async hear() {
      for (;;) {
        const [row] = await patiently(() =>
          query<{ seq: string; body: string }>(
            `select seq, body from ${queueSchema}.messages where job = $1 and not up and seq > $2 order by seq limit 1`,
            [id, heard],
          ),
        );
        if (row) {
          heard = Number(row.seq);
          return toQueueWorkerSchema.parse(parseMessage(row.body));
        }
        await job.renew();
        await bell.next(longestWait);
      }
    },
    async sendFile(name, content) {
      for (const { part, bytes } of fileParts(content)) {
        await insertWhileHeld(
          `insert into ${queueSchema}.files (job, name, part, bytes)
           select id, $3::text, $4::integer, $5::bytea from held`,
          [name, part, bytes],
        );
      }
    },
    readFile: (name) => patiently(() => readJobFile(query, id, name)),
    async renew() {
      const rows = await patiently(() =>
        query(
          `update ${queueSchema}.jobs j set sign = now() from ${queueSchema}.runs r
           where j.id = $1 and j.claim = $2 and r.id = j.run and r.sign > now() - make_interval(secs => r.lost_seconds)
           returning j.id`,
          [id, claim],
        ),
      );
      if (rows.length === 0) throw takenAway();
    },
    async giveBack() {
      await query(
        `update ${queueSchema}.jobs set claim = null, worker = null, sign = null where id = $1 and claim = $2`,
        [id, claim],
      );
      await offerJob(boss, queue, id);
      await query(`select ${ringSql('$1')}`, [`queue:${queue}`]);
    },
    close: () => bell.close(),
  };
  return job;
}

/** Between two attempts at a statement, in milliseconds. */
const retryPause = 1000;

/** A server that cannot be reached costs nothing before the job is lost anyway. */
async function retryWhileCutOff<T>(work: () => Promise<T>, seconds: number): Promise<T> {
  const begun = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StorageError) || performance.now() - begun > seconds * 1000) throw error;
      await setTimeout(retryPause);
    }
  }
}
