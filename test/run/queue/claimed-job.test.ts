import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ClaimedJob, JobRevokedError, takeJob } from '../../../pipeline/run/queue/claimed-job.js';
import { connectQueue, type QueueConnection } from '../../../pipeline/run/queue/connect-queue.js';
import type { JobBody } from '../../../pipeline/run/queue/job-body.js';
import { QueueRun } from '../../../pipeline/run/queue/queue-run.js';
import { type PostgresqlServer, startPostgresql } from '../../helpers/start-postgresql.js';

// Conductor and workers in one process, with a connection each to a real PostgreSQL. Silence is made by setting the clock of a sign back.

const lostSeconds = 60;

const body: JobBody = {
  study: 'small',
  trial: 3,
  parameters: { rate: 0.1, kind: 'a', deep: true },
  keepFile: false,
  studyFile: 'small.study.ts',
  overrides: {},
  engine: 'onnx',
  executionProviders: ['cpu'],
  limits: { silentSeconds: 600, startSeconds: 600, lostSeconds, growthMb: 2000 },
  debug: false,
  fingerprint: { studyFile: 'a', modules: { 'lib/helper.ts': 'd' }, data: 'b', version: 'c' },
};

let server: PostgresqlServer;
let storage: string;
let connections: readonly [QueueConnection, QueueConnection, QueueConnection];
let run: QueueRun;
let jobs: ClaimedJob[];

beforeAll(async () => {
  server = await startPostgresql();
  storage = await server.createDatabase('queue');
  const connect = (supervises: boolean) => connectQueue(storage, 'q', { supervises });
  connections = [await connect(true), await connect(false), await connect(false)];
});
afterAll(async () => {
  await Promise.all((connections ?? []).map((connection) => connection.close()));
  await server?.stop();
});
beforeEach(async () => {
  run = await QueueRun.open(connections[0], 'q', { study: 'small', lostSeconds });
  jobs = [];
});
afterEach(async () => {
  for (const job of jobs) job.close();
  await run.close();
});

async function take(worker: 1 | 2): Promise<ClaimedJob | undefined> {
  const job = await takeJob(connections[worker], 'q', `worker ${worker}`);
  if (job) jobs.push(job);
  return job;
}

async function taken(): Promise<ClaimedJob> {
  const job = await take(1);
  if (!job) throw new Error('there is a job to take');
  return job;
}

const silence = (table: 'jobs' | 'runs') =>
  connections[0].query(`update ortune_queue.${table} set sign = sign - make_interval(secs => $1)`, [2 * lostSeconds]);

describe('a job of a queue', () => {
  it('is given to one worker, as it was sent', async () => {
    await run.add(body);
    const both = await Promise.all([take(1), take(2)]);
    const [job, ...others] = both.filter((one) => one !== undefined);
    expect(others).toEqual([]);
    expect(job?.body).toEqual(body);
    expect(await take(2)).toBeUndefined();
  });

  it('carries messages in order, both ways, and files of any size', async () => {
    const id = await run.add(body);
    const job = await taken();
    const file = Uint8Array.from({ length: 9 * 2 ** 20 + 5 }, (_, i) => i % 251);
    await job.sendFile('model.onnx', file);
    await job.sendFile('empty', new Uint8Array(0));
    for (const epoch of [1, 2, 3]) await job.say({ type: 'epoch', epoch, loss: Number.NaN });
    const { messages, worker } = await run.hear(id, 0);
    expect(messages.map(({ message }) => message)).toEqual(
      [1, 2, 3].map((epoch) => ({ type: 'epoch', epoch, loss: Number.NaN })),
    );
    expect(worker?.name).toBe('worker 1');
    expect((await run.hear(id, messages[1]?.seq ?? 0)).messages).toHaveLength(1);
    expect(Buffer.compare((await run.readFile(id, 'model.onnx')) ?? Buffer.of(), file)).toBe(0);
    expect(await run.readFile(id, 'empty')).toHaveLength(0);
    expect(await run.readFile(id, 'other')).toBeUndefined();

    const hearing = job.hear();
    await run.tell(id, { type: 'train' });
    await run.tell(id, { type: 'verdict', verdict: 'stop' });
    expect([await hearing, await job.hear()]).toEqual([{ type: 'train' }, { type: 'verdict', verdict: 'stop' }]);
  });

  it('is taken from a silent worker, whose words do not count any more', async () => {
    const id = await run.add(body);
    const job = await taken();
    expect(await run.revokeSilent(id, 0)).toBe(false);
    await silence('jobs');
    expect(await run.revokeSilent(id, 0)).toBe(true);
    const again = await run.add(body);
    await expect(job.say({ type: 'trained' })).rejects.toThrow(JobRevokedError);
    await expect(job.sendFile('model.onnx', Uint8Array.of(1))).rejects.toThrow(JobRevokedError);
    await expect(job.renew()).rejects.toThrow(JobRevokedError);
    await expect(job.hear()).rejects.toThrow('trial 3 of study small was taken away');
    expect((await run.hear(again, 0)).messages).toEqual([]);
    expect((await take(2))?.id).toBe(again);
  });

  it('stays with a worker whose last message has not been read', async () => {
    const id = await run.add(body);
    const job = await taken();
    await job.say({ type: 'trained' });
    await silence('jobs');
    expect(await run.revokeSilent(id, 0)).toBe(false);
    const [last] = (await run.hear(id, 0)).messages;
    expect(await run.revokeSilent(id, last?.seq ?? 0)).toBe(true);
  });

  it('waits while nobody has claimed it, however long', async () => {
    const id = await run.add(body);
    expect(await run.revokeSilent(id, 0)).toBe(false);
    expect((await run.hear(id, 0)).worker).toBeUndefined();
    await run.end(id);
    expect(await take(1)).toBeUndefined();
  });

  it('can be left to others', async () => {
    const id = await run.add(body);
    await (await taken()).giveBack();
    expect((await take(2))?.id).toBe(id);
  });

  it('is offered again where the process that took it died before it claimed it', async () => {
    const id = await run.add(body);
    expect(await connections[2].boss.fetch('q')).toHaveLength(1);
    expect(await take(1)).toBeUndefined();
    await connections[0].query(`update ortune_boss.job set started_on = started_on - interval '1 hour'`);
    await connections[0].boss.maintain();
    expect((await take(1))?.id).toBe(id);
  });

  it('stays with a worker whose connections were cut', async () => {
    const id = await run.add(body);
    const job = await taken();
    await server.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'ortune%'`);
    await job.say({ type: 'phase', phase: 'training' });
    await job.say({ type: 'phase', phase: 'exporting' });
    const hearing = job.hear();
    // The conductor's connections may still be on their way out.
    await run.tell(id, { type: 'train' }).catch(() => run.tell(id, { type: 'train' }));
    expect(await hearing).toEqual({ type: 'train' });
    expect((await run.hear(id, 0)).messages).toHaveLength(2);
  });

  it('ends with its conductor', async () => {
    const id = await run.add(body);
    const job = await taken();
    await run.add(body);
    await silence('runs');
    await expect(job.renew()).rejects.toThrow(JobRevokedError);
    // The other one would be for nobody.
    expect(await take(2)).toBeUndefined();
    await run.end(id);
  });

  it('is heard of at once when it has ended', async () => {
    const id = await run.add(body);
    const job = await taken();
    const hearing = expect(job.hear()).rejects.toThrow(JobRevokedError);
    await run.end(id);
    await hearing;
  });
});
