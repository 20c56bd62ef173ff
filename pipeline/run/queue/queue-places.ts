import { isAbsolute, relative } from 'node:path';
import { studyImports } from '../../study/study-imports.js';
import { closeSlots, localPlaces } from '../local-places.js';
import type { RunOptions } from '../run-study.js';
import type { StopSignal } from '../stop-signal.js';
import type { DataFacts, StudyPlaces } from '../study-places.js';
import type { WorkerProcess } from '../worker/worker-process.js';
import type { WorkerSlot } from '../worker-slot.js';
import { connectQueue, type QueueConnection } from './connect-queue.js';
import { QueueRun } from './queue-run.js';
import { type RemoteWorkerOptions, remoteWorker } from './remote-worker.js';
import { modulePaths, studyFingerprint } from './study-fingerprint.js';

export interface QueuePlace {
  /** A PostgreSQL database. */
  readonly storage: string;
  /** The name of the queue. */
  readonly queue: string;
}

/**
 * Places on whichever machines take the study's trials from a queue.
 * @param workers trials that are in the queue or in work at the same time
 */
export function queuePlaces(options: RunOptions, { storage, queue }: QueuePlace, workers: number): StudyPlaces {
  const { study, onEvent } = options;
  let connection: QueueConnection | undefined;
  let run: QueueRun | undefined;
  const local = localPlaces(options, 1);
  const ready = new Map<number, WorkerProcess>();
  const slots = Array.from(
    { length: workers },
    (_, place): WorkerSlot => ({
      givenUp: undefined,
      async worker() {
        const worker = ready.get(place);
        if (!worker) throw new Error('the queue is not open');
        return worker;
      },
      close: async () => ready.get(place)?.kill(),
    }),
  );

  async function openRun(stop: StopSignal): Promise<DataFacts | undefined> {
    if (stop.signal.aborted) return undefined;
    connection = await connectQueue(storage, queue, { supervises: true });
    // A process of this machine loads the study as the workers will: what is wrong with it is found here, and what the data is like.
    const opened = await local.open(stop);
    await local.close();
    if (!opened) return undefined;
    run = await QueueRun.open(connection, queue, { study: study.name, lostSeconds: study.limits.lostSeconds });
    const worker = {
      run,
      common: await commonBody(options, opened),
      onWaiting: (trial: number) => onEvent({ type: 'warning', message: describeWaiting(trial, queue) }),
    };
    for (const place of slots.keys()) ready.set(place, remoteWorker(opened, worker));
    return opened;
  }

  let opening: Promise<DataFacts | undefined> | undefined;
  return {
    slots,
    open(stop) {
      opening = openRun(stop);
      return opening;
    },
    async close() {
      await local.close();
      await opening?.catch(() => undefined);
      await closeSlots(slots);
      const [lastRun, lastConnection] = [run, connection];
      run = undefined;
      connection = undefined;
      await lastRun?.close().finally(() => lastConnection?.close());
      if (!lastRun) await lastConnection?.close();
    },
  };
}

async function commonBody(
  { study, studyFile, overrides, engine, executionProviders, debug = false }: RunOptions,
  { dataHash }: DataFacts,
): Promise<RemoteWorkerOptions['common']> {
  const modules = await modulePaths(studyFile, studyImports(studyFile));
  const fromHere = relative(process.cwd(), studyFile);
  return {
    study: study.name,
    studyFile: fromHere.startsWith('..') || isAbsolute(fromHere) ? studyFile : fromHere,
    overrides,
    engine,
    executionProviders,
    limits: study.limits,
    debug,
    fingerprint: await studyFingerprint(studyFile, modules, dataHash),
  };
}

const describeWaiting = (trial: number, queue: string) =>
  `trial ${trial} waits in queue \`${queue}\` for a worker: \`ortune worker --storage <url> --queue ${queue}\` where the study file is`;
