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
  judge: (epoch: number) => Verdict | Promise<Verdict> = () => 'continue',
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
    async onEpoch({ record: { epoch } }) {
      told.epochs.push(epoch);
      // Longer than the training goes without a checkpoint.
      if (epoch === 3) await setTimeout(1100);
      return judge(epoch);
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
const checkpointOf = async (folder: string) => decodeCheckpoint(await readFile(checkpointPath(folder)), folder);

it('a trial that is lost goes on from its last checkpoint that came through the queue', {
  timeout: 60_000,
}, async () => {
  const file = join(await temporaryFiles({ 'a.study.ts': studyFile }), 'a.study.ts');
  const [worker, next] = await Promise.all([startWorker(file), startWorker(file)]);
  const [whole, stopped, killed] = await Promise.all([temporaryFolder(), temporaryFolder(), temporaryFolder()]);

  const uninterrupted = await finished(whole, await attempt(whole, worker));
  // Trained in a second, it was not worth sending any.
  await expect(access(checkpointPath(whole))).rejects.toThrow('ENOENT');

  // By this clock it is time for a checkpoint whenever it is looked at.
  let time = 0;
  const fast = () => {
    time += 1e6;
    return time;
  };
  const arrived = () =>
    access(checkpointPath(stopped)).then(
      () => true,
      () => false,
    );
  const first = await attempt(
    stopped,
    worker,
    async (epoch) => {
      // What was sent after the epoch before is the next that is heard, or the one after that.
      if (epoch > 4) await setTimeout(200);
      return (await arrived()) ? 'stop' : 'continue';
    },
    fast,
  );
  expect(first.epochs.at(-1)).toBeLessThan(8);
  expect((await checkpointOf(stopped)).history).toHaveLength(3);
  const second = await attempt(stopped, worker);
  expect(second).toMatchObject({ resumed: [1, 2, 3], epochs: [4, 5, 6, 7, 8] });
  expect(await finished(stopped, second)).toEqual(uninterrupted);

  // A process that dies under its `ortune worker` leaves a checkpoint that is sent at once.
  const died = await attempt(killed, worker, async (epoch) => {
    if (epoch === 5) await worker.kill();
    return 'continue';
  });
  expect(died.trained).toBeInstanceOf(WorkerDiedError);
  expect((await checkpointOf(killed)).history).toHaveLength(3);
  const again = await attempt(killed, next);
  expect(again).toMatchObject({ resumed: [1, 2, 3], epochs: [4, 5, 6, 7, 8] });
  expect(await finished(killed, again)).toEqual(uninterrupted);
});
