import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';

interface Process {
  readonly pid: number;
  readonly parent: number;
}

/** Processes that live; one that has ended and was not collected by its parent (a zombie) does not. */
async function livingProcesses(): Promise<readonly Process[]> {
  const { stdout } = await execa('ps', ['-A', '-o', 'pid=,ppid=,stat=']);
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, state = ''] = line.trim().split(/\s+/);
    return state.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent) }];
  });
}

/** The process and all that it, its children, theirs and so on have started, as far as their parents live. */
export async function processTree(root: number): Promise<readonly number[]> {
  const all = await livingProcesses();
  const tree = [root];
  for (const parent of tree) tree.push(...all.filter((process) => process.parent === parent).map(({ pid }) => pid));
  return tree;
}

/** Those of the processes that still live after so long. */
export async function survivors(pids: readonly number[], seconds = 20): Promise<readonly number[]> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const living = new Set((await livingProcesses()).map(({ pid }) => pid));
    const left = pids.filter((pid) => living.has(pid));
    if (left.length === 0 || Date.now() > deadline) return left;
    await setTimeout(100);
  }
}
