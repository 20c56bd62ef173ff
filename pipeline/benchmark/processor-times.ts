import { readFileSync } from 'node:fs';
import os from 'node:os';

/** Seconds of processor time since some moment. */
export interface ProcessorTimes {
  /** Of all processors, not idle. In a virtual machine also what others had while this one wanted it (`steal`). */
  readonly busy: number;
  /** Of this process, and of its parent where the system tells: neither is a disturbance from outside. */
  readonly own: number;
}

/** Of /proc/stat, whatever the kernel's own clock: USER_HZ is 100 on every architecture that Node runs on. */
const ticksPerSecond = 100;

/** @returns undefined where the system does not tell */
export function readProcessorTimes(): ProcessorTimes | undefined {
  const { user, system } = process.cpuUsage();
  const self = (user + system) / 1e6;
  if (process.platform === 'linux') {
    const busy = busySeconds();
    return busy === undefined ? undefined : { busy, own: self + secondsOfProcess(process.ppid) };
  }
  const milliseconds = os.cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { busy: milliseconds / 1000, own: self };
}

/** `cpu  user nice system idle iowait irq softirq steal guest guest_nice`; guests are part of user and nice (proc_stat(5)). */
function busySeconds(): number | undefined {
  const text = readIfAllowed('/proc/stat');
  if (text === undefined) return undefined;
  const [line = ''] = text.split('\n', 1);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq + steal) / ticksPerSecond;
}

/** 0 of a process that is hidden or has ended. */
function secondsOfProcess(pid: number): number {
  // The command, in brackets, may hold spaces; utime and stime are fields 14 and 15 (proc_pid_stat(5)).
  const text = readIfAllowed(`/proc/${pid}/stat`);
  if (text === undefined) return 0;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Sandboxes hide parts of /proc; that is no reason to measure nothing. */
function readIfAllowed(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * How many processors others kept busy between two readings, on average; undefined where it is not known.
 * @param seconds between them
 */
export function loadOfOthers(
  before: ProcessorTimes | undefined,
  after: ProcessorTimes | undefined,
  seconds: number,
): number | undefined {
  if (!before || !after) return undefined;
  const others = after.busy - before.busy - (after.own - before.own);
  return Math.max(0, others) / seconds;
}
