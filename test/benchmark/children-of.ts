import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** Processes that `pid` has started, as soon as there are any. Linux only. */
export async function childrenOf(pid: number): Promise<[number, ...number[]]> {
  for (;;) {
    const [first, ...rest] = readdirSync(`/proc/${pid}/task`)
      .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' '))
      .filter((child) => child !== '')
      .map(Number);
    if (first !== undefined) return [first, ...rest];
    await setTimeout(20);
  }
}

/** Resolves when a process has loaded ONNX Runtime: a measurement has begun. */
export async function measuring(pid: number): Promise<void> {
  while (!readFileSync(`/proc/${pid}/maps`, 'utf8').includes('libonnxruntime')) await setTimeout(20);
}

/** Resolves when a process is gone (or a zombie that nobody has waited for). */
export async function ended(pid: number): Promise<void> {
  while (existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) {
    await setTimeout(20);
  }
}
