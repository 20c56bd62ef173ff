import { resolve } from 'node:path';
import { StorageError } from '../../errors.js';
import type { WorkerSettings } from '../worker/protocol.js';
import { TrialFailedError, WorkerDiedError, type WorkerProcess } from '../worker/worker-process.js';
import { type WorkerSlot, workerSlot } from '../worker-slot.js';
import { type ClaimedJob, JobRevokedError, takeJob } from './claimed-job.js';
import type { QueueConnection } from './connect-queue.js';
import { executeJob } from './execute-job.js';
import { signSeconds } from './queue-run.js';
import { checkFingerprint, studyFingerprint } from './study-fingerprint.js';

export interface ServeRequest {
  readonly connection: QueueConnection;
  readonly queue: string;
  /** A name for this process, which conductors tell their users. */
  readonly name: string;
  /** Trials at the same time. */
  readonly workers: number;
  /** Where the study file lies here; default: where the conductor has it, from the working directory. */
  readonly studyFile?: string;
  /** Aborted when this process is to end: trials that run are left to other workers. */
  readonly interrupt: AbortSignal;
  readonly onEvent: (event: ServeEvent) => void;
}

export type ServeEvent =
  | {
      readonly type: 'trial';
      readonly study: string;
      readonly trial: number;
      readonly state: 'taken' | 'done' | 'lost';
    }
  | { readonly type: 'output'; readonly line: string }
  | { readonly type: 'warning'; readonly message: string };

/** How long a lost notification can keep a job from being seen, and how long a server that is away is left alone. */
const longestWait = 2000;
const pauseAfterError = 5000;

/**
 * Carries out jobs of a queue, of whichever studies, until it is told to end.
 * @throws OrtuneError where a study, its data or ortune itself is another here than at the conductor, or the study cannot be
 * opened: nothing from here could be compared with the rest
 */
export async function serveQueue(request: ServeRequest): Promise<void> {
  const ending = new AbortController();
  const onInterrupt = () => ending.abort();
  request.interrupt.addEventListener('abort', onInterrupt, { once: true });
  if (request.interrupt.aborted) ending.abort();
  const places = Array.from({ length: request.workers }, () => servePlace(request, ending.signal));
  try {
    await Promise.all(places);
  } finally {
    request.interrupt.removeEventListener('abort', onInterrupt);
    ending.abort();
    await Promise.allSettled(places);
  }
}

/** One trial at a time is carried out in a place, by a process that has a study open. */
interface Place {
  open?: { readonly key: string; readonly slot: WorkerSlot };
}

async function servePlace(request: ServeRequest, ending: AbortSignal): Promise<void> {
  const { connection, queue, name, onEvent } = request;
  const bell = connection.bells.open(`queue:${queue}`);
  const onEnd = () => bell.close();
  ending.addEventListener('abort', onEnd, { once: true });
  const place: Place = {};
  try {
    while (!ending.aborted) {
      try {
        const job = await takeJob(connection, queue, name);
        if (job) await serveJob(request, job, place, ending);
        else await bell.next(longestWait);
      } catch (error) {
        if (!(error instanceof StorageError)) throw error;
        // What was said to the server cannot be known: the conductor gives the trial to another attempt.
        onEvent({ type: 'warning', message: error.message });
        await bell.next(pauseAfterError);
      }
    }
  } finally {
    ending.removeEventListener('abort', onEnd);
    bell.close();
    await place.open?.slot.close();
  }
}

async function serveJob(request: ServeRequest, job: ClaimedJob, place: Place, ending: AbortSignal): Promise<void> {
  const { study, trial } = job.body;
  const { onEvent } = request;
  const slot = await slotFor(request, job, place);
  const kill = () => slot.close();
  ending.addEventListener('abort', kill, { once: true });
  let worker: WorkerProcess | undefined;
  let revoked: JobRevokedError | undefined;
  const signs = setInterval(
    () => {
      job.renew().catch(async (error: unknown) => {
        if (!(error instanceof JobRevokedError)) return;
        // What the process does is for nobody then.
        revoked = error;
        await worker?.kill();
      });
    },
    Math.min(signSeconds, job.body.limits.lostSeconds / 3) * 1000,
  );
  onEvent({ type: 'trial', study, trial, state: 'taken' });
  try {
    await tellFailure(job, ending, async () => {
      worker = await openChecked(request, job, slot);
      await executeJob(job, worker).catch((error: unknown) => {
        throw revoked ?? error;
      });
    });
    onEvent({ type: 'trial', study, trial, state: 'done' });
  } catch (error) {
    // It may be in the middle of the trial.
    await worker?.kill();
    if (!(error instanceof JobRevokedError)) throw error;
    onEvent({ type: 'trial', study, trial, state: 'lost' });
  } finally {
    clearInterval(signs);
    ending.removeEventListener('abort', kill);
    job.close();
  }
}

/** What is the trial's failure, or its process's, is the conductor's to deal with. */
async function tellFailure(job: ClaimedJob, ending: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof TrialFailedError) await job.say({ type: 'failed', failure: error.failure });
    else if (error instanceof WorkerDiedError) {
      const reason = ending.aborted ? 'its worker was shut down' : error.message;
      await job.say({ type: 'died', reason, wasCondemned: error.wasCondemned });
    } else throw error;
  }
}

/** A slot for the job's study: another study, or other options of it, get another process. */
async function slotFor(request: ServeRequest, { body }: ClaimedJob, place: Place): Promise<WorkerSlot> {
  const { overrides, engine, executionProviders, limits, debug, fingerprint } = body;
  const studyFile = resolve(request.studyFile ?? body.studyFile);
  const settings: WorkerSettings = { studyFile, overrides, engine, executionProviders, debug, threads: 1 };
  const key = JSON.stringify({ settings, limits, fingerprint });
  if (place.open?.key === key && !place.open.slot.givenUp) return place.open.slot;
  await place.open?.slot.close();
  const onOutput = (line: string) => request.onEvent({ type: 'output', line });
  const slot = workerSlot(settings, { limits, onOutput });
  place.open = { key, slot };
  return slot;
}

/**
 * A process that has opened the same study with the same data as the conductor. A job for which there is none here is left to
 * other machines.
 */
async function openChecked(request: ServeRequest, job: ClaimedJob, slot: WorkerSlot): Promise<WorkerProcess> {
  const { study, fingerprint } = job.body;
  const studyFile = resolve(request.studyFile ?? job.body.studyFile);
  try {
    const modules = Object.keys(fingerprint.modules);
    // Before the data, which may take long to load.
    checkFingerprint(study, fingerprint, await studyFingerprint(studyFile, modules, fingerprint.data));
    const worker = await slot.worker(job.body.trial);
    checkFingerprint(study, fingerprint, await studyFingerprint(studyFile, modules, worker.dataHash));
    return worker;
  } catch (error) {
    if (!(error instanceof WorkerDiedError)) await job.giveBack();
    throw error;
  }
}
