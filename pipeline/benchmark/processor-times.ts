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

export function readProcessorTimes(): ProcessorTimes {
  const { user, system } = process.cpuUsage();
  const self = (user + system) / 1e6;
  if (process.platform === 'linux') return { busy: busySeconds(), own: self + secondsOfProcess(process.ppid) };
  const milliseconds = os.cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return { busy: milliseconds / 1000, own: self };
}

/** `cpu  user nice system idle iowait irq softirq steal guest guest_nice`; guests are part of user and nice (proc_stat(5)). */
function busySeconds(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq + steal) / ticksPerSecond;
}

function secondsOfProcess(pid: number): number {
  // The command, in brackets, may hold spaces; utime and stime are fields 14 and 15 (proc_pid_stat(5)).
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/**
 * How many processors others kept busy between two readings, on average.
 * @param seconds between them
 */
export function loadOfOthers(before: ProcessorTimes, after: ProcessorTimes, seconds: number): number {
  const others = after.busy - before.busy - (after.own - before.own);
  return Math.max(0, others) / seconds;
}
