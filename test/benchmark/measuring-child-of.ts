import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** Processes that `pid` has started. Linux only. */
function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' '))
    .filter((child) => child !== '')
    .map(Number);
}

/**
 * The child of `pid` that has loaded ONNX Runtime, as soon as there is one: a measurement has begun. Other children
 * (the compiler that reads TypeScript) do not count.
 */
export async function measuringChildOf(pid: number): Promise<number> {
  for (;;) {
    const child = childrenOf(pid).find(hasLoadedRuntime);
    if (child !== undefined) return child;
    await setTimeout(20);
  }
}

function hasLoadedRuntime(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8').includes('libonnxruntime');
  } catch {
    // Ended between being listed and being looked at.
    return false;
  }
}

/** Resolves when a process is gone (or a zombie that nobody has waited for). */
export async function ended(pid: number): Promise<void> {
  while (existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) {
    await setTimeout(20);
  }
}
