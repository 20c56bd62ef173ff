import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { StudyHolder } from '../../store/study-store.js';

/** This process as the holder of a study. */
export function thisProcess(): StudyHolder {
  return { id: `${process.pid}-${processStart(process.pid)}-${randomUUID()}`, machine: machine(), ...place() };
}

const place = () => ({ process: process.pid, host: hostname() });

/** Whether a holder's process has certainly ended: it ran on this machine, where it is not found any more. */
export function isGone({ id, machine: where, process: pid }: StudyHolder): boolean {
  if (where !== machine()) return false;
  if (!isThere(pid)) return true;
  // Numbers of processes are given out again.
  const [, start] = id.split('-');
  return start !== undefined && start !== processStart(pid);
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is there too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** A name for where process numbers are unique: the host since it was last started and, with containers, one of them. */
function machine(): string {
  const parts = [
    hostname(),
    readOr('', () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    readOr('', () => readlinkSync('/proc/self/ns/pid')),
  ];
  return parts.join(' ');
}

/** When the process was started, in ticks since the machine was; empty where the system does not say. */
function processStart(pid: number): string {
  // Field 22 of proc(5); the name of the program, field 2, may hold spaces.
  return readOr('', () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '');
}

/** Only Linux has /proc. */
function readOr(fallback: string, read: () => string): string {
  try {
    return read();
  } catch {
    return fallback;
  }
}
