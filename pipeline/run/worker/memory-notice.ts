/** What the watchdog of a worker writes to stderr, followed by the bytes in use, before it ends the process. */
export const memoryNotice = 'ortune worker: over its memory limit, resident bytes ';

/** The bytes that a worker said it occupied when it ended itself; undefined where the line says something else. */
export function parseMemoryNotice(line: string): number | undefined {
  if (!line.startsWith(memoryNotice)) return undefined;
  const bytes = Number(line.slice(memoryNotice.length));
  return Number.isFinite(bytes) ? bytes : undefined;
}
