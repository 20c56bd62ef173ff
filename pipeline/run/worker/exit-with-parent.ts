import { Worker } from 'node:worker_threads';

/** How often the parent is looked for, in milliseconds. */
const interval = 500;

/**
 * Runs beside the main thread, which may be busy in a synchronous kernel or in an endless loop of user code and then
 * hears of nothing. A process whose parent has died gets another one.
 */
const watchdog = `
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  }, ${interval});
`;

/**
 * No worker outlives the conductor, however that ended: on a closed channel it leaves at once. Ctrl-C reaches every
 * process of a terminal; what is then stopped, and when, is for the conductor to say.
 */
export function exitWithParent(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.on('disconnect', () => process.exit(0));
  new Worker(watchdog, { eval: true }).unref();
}
