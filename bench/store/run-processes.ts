import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa, execaNode } from 'execa';

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export interface Times {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** One process of ours that runs `trials` trials. */
export async function writeTrials(storage: string, study: string, trials: number, reports: number): Promise<Times> {
  const args = [storage, study, String(trials), String(reports)];
  const { stdout } = await execaNode(script('write-trials.mjs'), args, { nodeOptions: [] });
  return JSON.parse(stdout) as Times;
}

/** One process of Optuna's that does the same in a study of its own. */
export async function writeOptunaTrials(
  { peers, way }: { readonly peers: string; readonly way: 'storage' | 'study' },
  storage: string,
  trials: number,
  reports: number,
): Promise<Times> {
  const args = ['-W', 'ignore', script('../peers/optuna_storage.py'), storage, String(trials), String(reports), way];
  const { stdout } = await execa(join(peers, 'bin', 'python'), args);
  return JSON.parse(stdout) as Times;
}

/** Several processes write one study at the same time. `failures` is what those said that failed. */
export async function writeTogether(job: {
  readonly storage: string;
  readonly processes: number;
  /** Of all processes together. */
  readonly trials: number;
  readonly reports: number;
}): Promise<{ readonly seconds: number; readonly trials: number; readonly failures: readonly string[] }> {
  const each = Math.ceil(job.trials / job.processes);
  const begin = performance.now();
  const ends = await Promise.allSettled(
    Array.from({ length: job.processes }, () => writeTrials(job.storage, 'together', each, job.reports)),
  );
  return {
    seconds: (performance.now() - begin) / 1000,
    trials: each * job.processes,
    failures: ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : [])),
  };
}

export interface LargeStudy {
  readonly trials: number;
  readonly reports: number;
  readonly open: Times;
  readonly read: Times;
  readonly readAgain: Times;
  readonly claim: Times;
  readonly list: Times;
  /** Megabytes: resident before the store is opened, the most that was resident, and of the heap what the trials take. */
  readonly atStart: number;
  readonly peak: number;
  readonly kept: number;
}

/** Opens a study in a fresh process. */
export async function openLargeStudy(storage: string, study: string): Promise<LargeStudy> {
  const { stdout } = await execaNode(script('read-study.mjs'), [storage, study], { nodeOptions: ['--expose-gc'] });
  return JSON.parse(stdout) as LargeStudy;
}
