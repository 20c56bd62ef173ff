/** How a process ended, as execa tells it. */
export interface ProcessEnd {
  readonly exitCode?: number;
  readonly signal?: string;
}

/** One line on why a worker is gone, from how it ended and the last lines it printed. */
export function describeDeath({ exitCode, signal }: ProcessEnd, lastLines: readonly string[]): string {
  const heap = lastLines.some((line) => line.includes('heap out of memory'));
  if (heap) return 'worker ran out of JavaScript heap memory: use a smaller network or batch, or fewer workers';
  // The kernel's out-of-memory killer sends SIGKILL and leaves no other trace in the process.
  if (signal === 'SIGKILL') return 'worker was killed (SIGKILL), perhaps for lack of memory';
  if (signal) return `worker was ended by ${signal}`;
  const said = lastLines.findLast((line) => /^\w*Error\b.*:/.test(line));
  return `worker ended with exit code ${exitCode ?? 'unknown'}${said ? `: ${said.trim()}` : ''}`;
}
