import type { TrialLimits } from '../study/study-controls.js';
import type { WorkerSettings } from './worker/protocol.js';
import { openWorker, WorkerDiedError, type WorkerProcess } from './worker/worker-process.js';

/** A place for one worker process: one that is dead or has grown too large is replaced when a trial asks for it. */
export interface WorkerSlot {
  /** Why no process can be started here any more: several in a row have died before they were ready. */
  readonly givenUp: WorkerDiedError | undefined;
  /**
   * @param trial what it is for; a trial that goes on keeps its process as long as that lives. Absent: to be ready
   * @throws OrtuneError, WorkerDiedError
   */
  worker(trial?: number): Promise<WorkerProcess>;
  /** Ends the process there is or is being started; the slot cannot be used again. */
  close(): Promise<void>;
}

export interface SlotOptions {
  readonly limits: TrialLimits;
  readonly onOutput: (line: string) => void;
}

/** Starts in a row that may fail. */
const mostFailedStarts = 3;

export function workerSlot(settings: WorkerSettings, options: SlotOptions): WorkerSlot {
  const closing = new AbortController();
  let current: Promise<WorkerProcess> | undefined;
  let lastTrial: number | undefined;
  let failedStarts = 0;
  let givenUp: WorkerDiedError | undefined;

  async function start(): Promise<WorkerProcess> {
    try {
      const worker = await openWorker(settings, { ...options, signal: closing.signal });
      failedStarts = 0;
      return worker;
    } catch (error) {
      failedStarts++;
      if (error instanceof WorkerDiedError && failedStarts >= mostFailedStarts) givenUp = error;
      throw error;
    }
  }

  return {
    get givenUp() {
      return givenUp;
    },
    async worker(trial) {
      if (givenUp) throw givenUp;
      const goesOn = trial !== undefined && trial === lastTrial;
      lastTrial = trial;
      const before = await current?.catch(() => undefined);
      if (current && before?.isAlive && (goesOn || !before.isOutgrown)) return current;
      await before?.kill();
      current = start();
      return current;
    },
    async close() {
      closing.abort();
      await current?.then(
        (worker) => worker.kill(),
        () => undefined,
      );
    },
  };
}
