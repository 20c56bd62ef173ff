import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ReportFolderError, StorageError } from '../../errors.js';
import { quoteValue } from '../../study/quote-value.js';
import type { DataFacts } from '../study-places.js';
import { parseFromWorker } from '../worker/parse-from-worker.js';
import type { FromWorker, PreparedTrial, TrainedTrial, TrialOrder, WorkerAnswer } from '../worker/protocol.js';
import { checkpointPath } from '../worker/trial-checkpoint.js';
import {
  type TrainingListener,
  TrialFailedError,
  WorkerDiedError,
  type WorkerProcess,
} from '../worker/worker-process.js';
import { writeTrialFile } from '../worker/write-trial-file.js';
import { fromQueueWorkerSchema, type JobBody } from './job-body.js';
import { earlierCheckpointFile, modelFile, untrainedFile } from './job-files.js';
import type { JobId, QueueRun } from './queue-run.js';

export interface RemoteWorkerOptions {
  readonly run: QueueRun;
  /** What all jobs of the study have in common. */
  readonly common: Omit<JobBody, 'trial' | 'parameters' | 'keepFile'>;
  /** Told when a trial has waited for a worker for long. */
  readonly onWaiting: (trial: number) => void;
}

/** How long a lost notification can keep a message from being read, in milliseconds. */
const longestWait = 1000;

/** After so many seconds without a worker the user is told. */
const patience = 30;

interface Job {
  readonly id: JobId;
  readonly trial: number;
  /** Of the trial, on the conductor's machine. */
  readonly folder: string;
  readonly enqueued: number;
  /** The last message that was read. */
  seq: number;
  wasWaitedFor: boolean;
}

/** A worker on whichever machine takes the job: the conductor sees no difference to a process of its own. */
export function remoteWorker(
  { task, dataHash }: DataFacts,
  { run, common, onWaiting }: RemoteWorkerOptions,
): WorkerProcess {
  let job: Job | undefined;
  let isClosed = false;

  async function enqueue({ number, parameters, folder }: TrialOrder, keepFile: boolean): Promise<Job> {
    // A trial that was not worth training is over.
    if (job) await run.end(job.id);
    const id = await run.add({ ...common, trial: number, parameters, keepFile }, await earlierFiles(folder));
    return { id, trial: number, folder, enqueued: performance.now(), seq: 0, wasWaitedFor: false };
  }

  /** Waits for the answer to what was asked last; a job is over with any answer but `prepared`. */
  async function answer(current: Job, listener?: TrainingListener): Promise<WorkerAnswer> {
    const bell = run.bell(current.id);
    try {
      for (;;) {
        if (isClosed) throw new WorkerDiedError('the study was stopped');
        const { messages, worker } = await run.hear(current.id, current.seq);
        for (const { seq, message } of messages) {
          current.seq = seq;
          const given = await handle(current, message, listener);
          if (given) return given;
        }
        if (messages.length === 0) await checkWorker(current, worker);
        await bell.next(longestWait);
      }
    } finally {
      bell.close();
    }
  }

  async function handle(
    current: Job,
    received: unknown,
    listener: TrainingListener | undefined,
  ): Promise<WorkerAnswer | undefined> {
    const own = fromQueueWorkerSchema.safeParse(received).data;
    if (own?.type === 'checkpoint') await keepCheckpoint(current, own.name, listener);
    if (own?.type === 'died') throw new WorkerDiedError(own.reason, own.wasCondemned);
    if (own) return undefined;
    const message = parseFromWorker(received);
    if (!message) throw new WorkerDiedError(`worker sent a message that is not ortune's: ${quoteValue(received)}`);
    return handleMessage(current, message, listener);
  }

  async function handleMessage(
    current: Job,
    message: FromWorker,
    listener: TrainingListener | undefined,
  ): Promise<WorkerAnswer | undefined> {
    switch (message.type) {
      case 'alive':
        return undefined;
      case 'phase':
        listener?.onPhase(message);
        return undefined;
      case 'initialisation':
        listener?.onInitialisation(message);
        return undefined;
      case 'resumed':
        listener?.onResumed(message);
        return undefined;
      case 'warning':
        listener?.onWarning(message);
        return undefined;
      case 'epoch': {
        const verdict = (await listener?.onEpoch(message)) ?? 'continue';
        await run.tell(current.id, { type: 'verdict', verdict });
        return undefined;
      }
      default:
        return message;
    }
  }

  async function checkWorker(current: Job, worker: { name: string; silentSeconds: number } | undefined): Promise<void> {
    if (!worker) {
      if (current.wasWaitedFor || performance.now() - current.enqueued < patience * 1000) return;
      current.wasWaitedFor = true;
      onWaiting(current.trial);
      return;
    }
    if (worker.silentSeconds <= run.lostSeconds || !(await run.revokeSilent(current.id, current.seq))) return;
    throw new WorkerDiedError(
      `worker ${worker.name} gave no sign of life for ${run.lostSeconds} s (\`limits.lostSeconds\`)`,
    );
  }

  async function over(): Promise<void> {
    const last = job;
    job = undefined;
    if (last) await run.end(last.id);
  }

  /** Fetches a file of the job to the machine of the conductor. */
  async function fetchFile({ id, trial }: Job, name: string, path: string): Promise<string> {
    const content = await run.readFile(id, name);
    if (!content) throw new WorkerDiedError(`worker sent no ${name} of trial ${trial}`);
    await writeTrialFile(path, content);
    return path;
  }

  /** For the next attempt, should there be one: a trial does not fail because it cannot be kept. */
  async function keepCheckpoint({ id, folder }: Job, name: string, listener?: TrainingListener): Promise<void> {
    const content = await run.readFile(id, name);
    if (!content) return;
    try {
      await writeTrialFile(checkpointPath(folder), content);
    } catch (error) {
      if (!(error instanceof ReportFolderError)) throw error;
      listener?.onWarning({ type: 'warning', message: `if its worker is lost it begins anew: ${error.message}` });
    }
    await run.dropFile(id, name);
  }

  async function prepare(order: TrialOrder, keepFile: boolean): Promise<PreparedTrial> {
    job = await enqueue(order, keepFile);
    try {
      const given = await answer(job);
      if (given.type === 'failed') throw new TrialFailedError(given.failure);
      if (given.type !== 'prepared') throw unexpected(given, 'prepared');
      const { metrics, file } = given.prepared;
      if (file === undefined) return { metrics };
      return { metrics, file: await fetchFile(job, untrainedFile, join(order.folder, 'untrained', 'model.onnx')) };
    } catch (error) {
      await over();
      throw error;
    }
  }

  async function train(order: TrialOrder, listener: TrainingListener): Promise<TrainedTrial> {
    const current = job;
    if (current?.trial !== order.number) throw new WorkerDiedError(`trial ${order.number} is with no worker`);
    try {
      await run.tell(current.id, { type: 'train' });
      let wasStopped = false;
      const given = await answer(current, {
        ...listener,
        async onEpoch(progress) {
          const verdict = await listener.onEpoch(progress);
          wasStopped ||= verdict === 'stop';
          return verdict;
        },
      });
      if (given.type === 'failed') throw new TrialFailedError(given.failure);
      if (given.type !== 'trained') throw unexpected(given, 'trained');
      if (!wasStopped) await fetchFile(current, modelFile, join(order.folder, modelFile));
      return given.trained;
    } finally {
      await over();
    }
  }

  return {
    task,
    dataHash,
    get isAlive() {
      return !isClosed;
    },
    isOutgrown: false,
    prepare: (order, keepFile) => inReach(() => prepare(order, keepFile)),
    train: (order, listener) => inReach(() => train(order, listener)),
    async kill() {
      isClosed = true;
      await over();
    },
  };
}

/** What an earlier attempt has left of the trial. */
async function earlierFiles(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const content = await readFile(checkpointPath(folder)).catch(() => undefined);
  return new Map(content && [[earlierCheckpointFile, content]]);
}

/** A queue that could not be reached has cost the attempt, and is not the trial's fault. */
async function inReach<T>(work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    if (!(error instanceof StorageError)) throw error;
    throw new WorkerDiedError(`its worker was lost from sight: ${error.message}`);
  });
}

const unexpected = ({ type }: WorkerAnswer, expected: WorkerAnswer['type']) =>
  new WorkerDiedError(`worker answered \`${type}\` where \`${expected}\` was expected`);
