import { writeFileSync } from 'node:fs';

/** Begins the measurement of peak memory anew (Linux; elsewhere it goes on), so that preparing the data does not count. */
export function forgetPeakMemory(): void {
  if (process.platform !== 'linux') return;
  // proc(5): 5 resets the peak resident set size to the current one.
  writeFileSync('/proc/self/clear_refs', '5');
}
