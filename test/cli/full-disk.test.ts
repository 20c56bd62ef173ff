import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from '../../pipeline/store/open-store.js';
import { parseRows, runUntimed, type StudySource, startCli, temporaryFolder, writeStudy } from './run-cli.js';

const isRoot = process.getuid?.() === 0;
const mounted: string[] = [];

/** A disk of so many bytes, if this user may make one. */
function mountDisk(folder: string, bytes: number): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'ignore' });
    mounted.push(folder);
    return true;
  } catch {
    return false;
  }
}

const remount = (folder: string, option: string) => execFileSync('mount', ['-o', `remount,${option}`, folder]);

afterEach(() => {
  // A process that was interrupted may still be on its way out.
  for (const folder of mounted.splice(0)) execFileSync('umount', ['--lazy', folder]);
});

/** Models of 70 kB. */
const study: StudySource = {
  space: `{ learningRate: float(0.005, 0.05, { scale: 'log' }) }`,
  model: '(hp, task) => mlp({ ...task, hiddenUnits: 128, layers: 2 })',
  training: `(hp) => ({ epochs: 1, batchSize: 64, optimizer: { name: 'adam', learningRate: hp.learningRate } })`,
};
const trials = 8;
const args = ['--engine', 'cpu', '--trials', String(trials)];

async function completeIn(storage: string): Promise<readonly unknown[]> {
  const store = await openStore(storage, 'read');
  try {
    const [found = expect.fail()] = await store.listStudies();
    const stored = await store.readTrials(found.id);
    return stored.filter(({ state }) => state === 'COMPLETE').map(({ number, parameters }) => ({ number, parameters }));
  } finally {
    await store.close();
  }
}

async function expectResumed(command: readonly string[], folder: string, storage: string, before: readonly unknown[]) {
  const { stdout, stderr } = await runUntimed([...command, '--resume'], folder);
  expect(stderr).toBe('');
  expect(stdout).toContain(`: ${before.length} complete, 0 pruned, 0 failed`);
  expect((await completeIn(storage)).slice(0, before.length)).toEqual(before);
  const ranking = parseRows(await readFile(join(folder, 'disk', 'small', 'ranking.csv'), 'utf8'));
  expect(ranking.map(({ trial, state }) => `${trial} ${state}`).sort()).toEqual(
    Array.from({ length: trials }, (_, number) => `${number} COMPLETE`),
  );
}

describe('ortune tune, when nothing can be written any more', { timeout: 300_000 }, () => {
  it('says so when the disk is full, keeps what was recorded, and resumes when there is space', async (context) => {
    const folder = await temporaryFolder();
    const disk = join(folder, 'disk');
    await mkdir(disk);
    if (!mountDisk(disk, 600_000)) return context.skip('a small disk needs the right to mount one');
    const command = ['tune', await writeStudy(folder, study), ...args, '--out', disk];
    const { exitCode, stdout, stderr } = await startCli(command, folder);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^ortune: (cannot write .*|storage .*full); free some disk space[^\n]*$/);
    expect(stdout).toMatch(/what was recorded before is kept; go on with: ortune tune .* --resume$/);
    const storage = join(disk, 'small', 'study.db');
    const before = await completeIn(storage);
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(trials);
    remount(disk, 'size=20m');
    await expectResumed(command, folder, storage, before);
  });

  it('says so when the report folder turns read-only, and resumes when it can be written', async (context) => {
    const folder = await temporaryFolder();
    const disk = join(folder, 'disk');
    await mkdir(disk);
    // The superuser may write anywhere but on a disk that is mounted read-only.
    if (isRoot && !mountDisk(disk, 20_000_000)) return context.skip('root needs the right to mount a disk');
    const setWritable = (yes: boolean) =>
      isRoot ? remount(disk, yes ? 'rw' : 'ro') : chmod(join(disk, 'small', 'trials'), yes ? 0o755 : 0o555);
    const storage = join(folder, 'elsewhere.db');
    const command = ['tune', await writeStudy(folder, study), ...args, '--out', disk, '--storage', storage];
    const running = startCli(command, folder);
    for await (const line of running) if (/^trial 2 complete/.test(String(line))) await retry(() => setWritable(false));
    const { exitCode, stdout, stderr } = await running;
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /^ortune: cannot write .*model\.onnx: .*; free some disk space, or make the folder writable$/,
    );
    expect(stdout).toMatch(/what was recorded before is kept; go on with: ortune tune .* --resume$/);
    const before = await completeIn(storage);
    expect(before.length).toBeGreaterThanOrEqual(3);
    expect(before.length).toBeLessThan(trials);
    await setWritable(true);
    await expectResumed(command, folder, storage, before);
  });
});

/** A disk cannot be made read-only in the moment in which a file on it is written. */
async function retry(work: () => unknown): Promise<void> {
  for (let left = 200; ; left--) {
    try {
      await work();
      return;
    } catch (error) {
      if (left === 0) throw error;
    }
  }
}
