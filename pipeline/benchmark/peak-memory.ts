import { readFileSync } from 'node:fs';

/**
 * The largest resident set this process has had, in bytes.
 * On Linux from /proc: `getrusage`, which Node reads, hands the parent's high-water mark down through fork and exec, so
 * that a child of a large process would look as large as its parent.
 */
export function peakMemory(): number {
  if (process.platform === 'linux') {
    const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kibibytes !== undefined) return Number(kibibytes) * 1024;
  }
  return process.resourceUsage().maxRSS * 1024;
}
