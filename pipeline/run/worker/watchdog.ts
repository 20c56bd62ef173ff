import { Worker } from 'node:worker_threads';
import { memoryNotice } from './memory-notice.js';

/** How often the parent and the memory are looked at, in milliseconds. */
const interval = 250;

/**
 * Runs beside the main thread, which may be busy in a synchronous kernel or in an endless loop of user code and then
 * hears of nothing. A process whose parent has died gets another one.
 */
const program = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  let limit = Number.POSITIVE_INFINITY;
  parentPort.on('message', (bytes) => { limit = bytes; });
  setInterval(() => {
    if (process.ppid !== workerData.parent) process.kill(process.pid, 'SIGKILL');
    const resident = process.memoryUsage.rss();
    if (resident <= limit) return;
    try {
      writeSync(2, '\\n' + workerData.memoryNotice + resident + '\\n');
    } finally {
      process.kill(process.pid, 'SIGKILL');
    }
  }, ${interval});
`;

export interface Watchdog {
  /** Ends this process, with a notice on stderr, when it occupies more than so many bytes. */
  limitMemory(bytes: number): void;
}

/**
 * No worker outlives the conductor, however that ended. Ctrl-C reaches every
 * process of a terminal; what is then stopped, and when, is for the conductor to say.
 * @param parent the process number of the conductor, which may be gone already
 */
export function startWatchdog(parent: number): Watchdog {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  // Without the options of this process: a loader of TypeScript would take time and memory for nothing.
  const thread = new Worker(program, { eval: true, execArgv: [], workerData: { parent, memoryNotice } });
  thread.unref();
  return { limitMemory: (bytes) => thread.postMessage(bytes) };
}
