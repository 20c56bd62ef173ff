import { randomUUID } from 'node:crypto';
import { parseMessage, renderMessage } from '../worker/message-text.js';
import { ringSql } from './bells.js';
import type { QueueConnection } from './connect-queue.js';
import type { JobBody, ToQueueWorker } from './job-body.js';
import { fileParts, readJobFile } from './job-files.js';
import { queueSchema } from './queue-tables.js';

export type JobId = string & { readonly brand: 'JobId' };

/** What the conductor finds when it looks after a job. */
export interface JobNews {
  readonly messages: readonly { readonly seq: number; readonly message: unknown }[];
  /** Who has claimed it, and how long it has been silent; undefined while it waits. */
  readonly worker?: { readonly name: string; readonly silentSeconds: number };
}

/** How often a run and a claim are renewed. */
export const signSeconds = 5;

/** After which what is left of a conductor that died is deleted. */
const forgottenHours = 24;

/** Jobs of a conductor, which sees to them; they go with it. */
export class QueueRun {
  readonly #connection: QueueConnection;
  readonly #queue: string;
  readonly #id = randomUUID();
  readonly lostSeconds: number;
  #signs: NodeJS.Timeout | undefined;

  private constructor(connection: QueueConnection, queue: string, lostSeconds: number) {
    this.#connection = connection;
    this.#queue = queue;
    this.lostSeconds = lostSeconds;
  }

  /** @param lostSeconds after which a worker, and for the workers this run, that gives no sign of life is lost */
  static async open(
    connection: QueueConnection,
    queue: string,
    { study, lostSeconds }: { readonly study: string; readonly lostSeconds: number },
  ): Promise<QueueRun> {
    const run = new QueueRun(connection, queue, lostSeconds);
    await connection.query(`delete from ${queueSchema}.runs where sign < now() - make_interval(hours => $1)`, [
      forgottenHours,
    ]);
    await connection.query(`insert into ${queueSchema}.runs (id, queue, study, lost_seconds) values ($1, $2, $3, $4)`, [
      run.#id,
      queue,
      study,
      lostSeconds,
    ]);
    const renew = () =>
      connection
        .query(`update ${queueSchema}.runs set sign = now() where id = $1`, [run.#id])
        // Whatever is wrong shows in the next look after a job.
        .catch(() => undefined);
    run.#signs = setInterval(renew, Math.min(signSeconds, lostSeconds / 3) * 1000);
    return run;
  }

  bell(job: JobId) {
    return this.#connection.bells.open(`up:${job}`);
  }

  /** @param files by name, for whoever takes the job */
  async add(body: JobBody, files: ReadonlyMap<string, Uint8Array> = new Map()): Promise<JobId> {
    const job = randomUUID() as JobId;
    const { query, boss } = this.#connection;
    await query(`insert into ${queueSchema}.jobs (id, run, body) values ($1, $2, $3)`, [
      job,
      this.#id,
      renderMessage(body),
    ]);
    for (const [name, content] of files) {
      for (const { part, bytes } of fileParts(content)) {
        await query(`insert into ${queueSchema}.files (job, name, part, bytes) values ($1, $2, $3, $4)`, [
          job,
          name,
          part,
          bytes,
        ]);
      }
    }
    await offerJob(boss, this.#queue, job);
    await query(`select ${ringSql('$1')}`, [`queue:${this.#queue}`]);
    return job;
  }

  async tell(job: JobId, message: ToQueueWorker): Promise<void> {
    await this.#connection.query(
      `with said as (insert into ${queueSchema}.messages (job, up, body)
         select id, false, $2 from ${queueSchema}.jobs where id = $1 returning seq)
       select ${ringSql(`'down:' || $1::text`)} from said`,
      [job, renderMessage(message)],
    );
  }

  /** What was said on a job after `seq`. */
  async hear(job: JobId, seq: number): Promise<JobNews> {
    const [state] = await this.#connection.query<{ worker: string | null; silent: number | null }>(
      `select worker, extract(epoch from now() - sign)::float8 as silent from ${queueSchema}.jobs where id = $1`,
      [job],
    );
    const rows = await this.#connection.query<{ seq: string; body: string }>(
      `select seq, body from ${queueSchema}.messages where job = $1 and up and seq > $2 order by seq`,
      [job, seq],
    );
    return {
      messages: rows.map((row) => ({ seq: Number(row.seq), message: parseMessage(row.body) })),
      ...(state?.worker && { worker: { name: state.worker, silentSeconds: state.silent ?? 0 } }),
    };
  }

  /**
   * Takes a job from a worker that has been silent for too long, unless it has just said something: its row is locked by
   * whoever writes to it, and looked at again after that.
   * @returns whether the job is gone; nothing that its worker says counts then
   */
  async revokeSilent(job: JobId, seq: number): Promise<boolean> {
    const rows = await this.#connection.query(
      `delete from ${queueSchema}.jobs j
       where id = $1 and sign < now() - make_interval(secs => $2)
         and not exists (select from ${queueSchema}.messages m where m.job = j.id and m.up and m.seq > $3)
       returning id`,
      [job, this.lostSeconds, seq],
    );
    return rows.length > 0;
  }

  /** A file that the worker has sent; undefined where it has not. */
  async readFile(job: JobId, name: string): Promise<Uint8Array | undefined> {
    return readJobFile(this.#connection.query, job, name);
  }

  /** Deletes a file that has been read and is not needed until the job ends. */
  async dropFile(job: JobId, name: string): Promise<void> {
    await this.#connection.query(`delete from ${queueSchema}.files where job = $1 and name = $2`, [job, name]);
  }

  /** Ends a job, whatever its state; a worker that is still at it hears of it at once. */
  async end(job: JobId): Promise<void> {
    await this.#connection.query(
      `with ended as (delete from ${queueSchema}.jobs where id = $1 returning id)
       select ${ringSql(`'down:' || id::text`)} from ended`,
      [job],
    );
  }

  /** Ends the run with all of its jobs. */
  async close(): Promise<void> {
    clearInterval(this.#signs);
    await this.#connection.query(`delete from ${queueSchema}.runs where id = $1`, [this.#id]);
  }
}

/** A job that was taken and neither claimed nor completed within so long is offered again. */
const unclaimedSeconds = 30;

/** Offers a job to the workers of a queue. */
export async function offerJob(boss: QueueConnection['boss'], queue: string, job: string): Promise<void> {
  await boss.send(queue, { job }, { expireInSeconds: unclaimedSeconds, retryLimit: 1000 });
}
