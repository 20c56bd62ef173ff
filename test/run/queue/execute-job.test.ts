import { access, mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { takeJob } from '../../../pipeline/run/queue/claimed-job.js';
import { connectQueue, type QueueConnection } from '../../../pipeline/run/queue/connect-queue.js';
import { executeJob } from '../../../pipeline/run/queue/execute-job.js';
import { QueueRun } from '../../../pipeline/run/queue/queue-run.js';
import { remoteWorker } from '../../../pipeline/run/queue/remote-worker.js';
import { checkpointPath } from '../../../pipeline/run/worker/trial-checkpoint.js';
import {
  type TrainingListener,
  WorkerDiedError,
  type WorkerProcess,
} from '../../../pipeline/run/worker/worker-process.js';
import { decodeCheckpoint } from '../../../pipeline/train/checkpoint/decode-checkpoint.js';
import type { Verdict } from '../../../pipeline/train/train-model.js';
import { type PostgresqlServer, startPostgresql } from '../../helpers/start-postgresql.js';
import { temporaryFiles } from '../../load/temporary-files.js';
import { limits, outcome, startWorker, studyFile } from '../worker/checkpointed-training.js';

// Conductor and worker in one process, with a real PostgreSQL between them, and a real process that trains.

const lostSeconds = 60;

let server: PostgresqlServer;
let connections: readonly [QueueConnection, QueueConnection];
let run: QueueRun;
beforeAll(async () => {
  server = await startPostgresql();
  const storage = await server.createDatabase('queue');
  const connect = (supervises: boolean) => connectQueue(storage, 'q', { supervises });
  connections = [await connect(true), await connect(false)];
  run = await QueueRun.open(connections[0], 'q', { study: 'checkpoints', lostSeconds });
});
afterAll(async () => {
  await run?.close();
  await Promise.all((connections ?? []).map((connection) => connection.close()));
  await server?.stop();
});

/** Carries out the next job; the conductor is told of a process that died, as `ortune worker` tells it. */
async function serve(worker: WorkerProcess, now?: () => number): Promise<void> {
  let job = await takeJob(connections[1], 'q', 'it');
  for (; !job; job = await takeJob(connections[1], 'q', 'it')) await setTimeout(20);
  try {
    await executeJob(job, worker, now);
  } catch (error) {
    if (!(error instanceof WorkerDiedError)) throw error;
    await job.say({ type: 'died', reason: error.message, wasCondemned: false });
  } finally {
    job.close();
  }
}

/** One attempt at the trial, whose files are in `folder`, and what the conductor hears of it. */
async function attempt(
  folder: string,
  worker: WorkerProcess,
  afterEpoch: (epoch: number) => Promise<void> = async () => undefined,
  now?: () => number,
) {
  const conductor = remoteWorker(worker, {
    run,
    common: {
      study: 'checkpoints',
      studyFile: '',
      overrides: {},
      engine: 'onnx',
      limits,
      debug: false,
      fingerprint: { studyFile: '', modules: {}, data: '', version: '' },
    },
    onWaiting: () => undefined,
  });
  const order = { number: 0, parameters: { hiddenUnits: 8 }, folder };
  const told = { resumed: [] as number[], epochs: [] as number[] };
  const listener: TrainingListener = {
    onPhase: () => undefined,
    onInitialisation: () => undefined,
    onResumed: ({ records }) => told.resumed.push(...records.map(({ epoch }) => epoch)),
    onWarning: ({ message }) => expect.fail(message),
    async onEpoch({ record: { epoch } }): Promise<Verdict> {
      told.epochs.push(epoch);
      // Longer than the training goes without a checkpoint.
      if (epoch === 3) await setTimeout(1100);
      await afterEpoch(epoch);
      return 'continue';
    },
  };
  const serving = serve(worker, now);
  await conductor.prepare(order, false);
  const trained = await conductor.train(order, listener).catch((error: Error) => error);
  await serving;
  return { ...told, trained };
}

async function finished(folder: string, { trained }: Awaited<ReturnType<typeof attempt>>) {
  if (trained instanceof Error) throw trained;
  return outcome(folder, trained);
}

const temporaryFolder = () => mkdtemp(join(tmpdir(), 'ortune-job-'));

/** Another attempt begins where the checkpoint is that the conductor has, and ends as if there had been no other. */
async function expectToGoOn(folder: string, worker: WorkerProcess, result: unknown): Promise<void> {
  const { history } = decodeCheckpoint(await readFile(checkpointPath(folder)), folder);
  const [kept, all] = [history.map(({ epoch }) => epoch), [1, 2, 3, 4, 5, 6, 7, 8]];
  expect(kept.length).toBeGreaterThanOrEqual(3);
  const again = await attempt(folder, worker);
  expect(again).toMatchObject({ resumed: kept, epochs: all.slice(kept.length) });
  expect(await finished(folder, again)).toEqual(result);
}

it('a trial that is lost goes on from its last checkpoint that came through the queue', {
  timeout: 60_000,
}, async () => {
  const file = join(await temporaryFiles({ 'a.study.ts': studyFile }), 'a.study.ts');
  const [worker, next] = await Promise.all([startWorker(file), startWorker(file)]);
  const [whole, sent, killed] = await Promise.all([temporaryFolder(), temporaryFolder(), temporaryFolder()]);

  const uninterrupted = await finished(whole, await attempt(whole, worker));
  // Trained in a second, it was not worth sending any.
  await expect(access(checkpointPath(whole))).rejects.toThrow('ENOENT');

  // By this clock it is time for a checkpoint whenever it is looked at.
  let time = 0;
  const fast = () => {
    time += 1e6;
    return time;
  };
  const sending = await attempt(sent, worker, undefined, fast);
  expect(await finished(sent, sending)).toEqual(uninterrupted);
  await expectToGoOn(sent, worker, uninterrupted);

  // A process that dies under its `ortune worker` leaves a checkpoint that is sent at once.
  const died = await attempt(killed, worker, async (epoch) => {
    if (epoch === 5) await worker.kill();
  });
  expect(died.trained).toBeInstanceOf(WorkerDiedError);
  await expectToGoOn(killed, next, uninterrupted);
});
