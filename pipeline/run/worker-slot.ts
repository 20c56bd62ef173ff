import type { WorkerSettings } from './worker/protocol.js';
import { openWorker, type WorkerProcess } from './worker/worker-process.js';

/** A place for one worker process: one that is dead or has grown too large is replaced when a trial asks for it. */
export interface WorkerSlot {
  /** @throws OrtuneError, WorkerDiedError */
  worker(): Promise<WorkerProcess>;
  /** Ends the process there is or is being started; the slot cannot be used again. */
  close(): Promise<void>;
}

export function workerSlot(settings: WorkerSettings, onOutput: (line: string) => void): WorkerSlot {
  const closing = new AbortController();
  let current: Promise<WorkerProcess> | undefined;
  return {
    async worker() {
      const before = await current?.catch(() => undefined);
      if (current && before?.usable) return current;
      await before?.kill();
      current = openWorker(settings, { onOutput, signal: closing.signal });
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
