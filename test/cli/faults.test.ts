import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processTree, survivors } from '../helpers/process-tree.js';
import { parseRows, runUntimed, type StudySource, startCli, temporaryFolder, writeStudy } from './run-cli.js';

// Real processes that end in every way a process can.

const patient = { timeout: 120_000 };

const training = `() => ({ epochs: 1, batchSize: 64, optimizer: { name: 'adam', learningRate: 0.01 } })`;

/** Blocks its thread for ever, as an endless loop does, but leaves the processor to others. */
const hang = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)';

/** The trial's hyperparameter `fate` says what befalls its worker when it builds the model. */
const fates = {
  segfault: `process.kill(process.pid, 'SIGSEGV')`,
  exit: `process.exit(7)`,
  hang,
  heap: `for (const hoard = []; ; ) hoard.push(Array(1e5).fill(0.5))`,
  memory: `for (const hoard = []; ; ) hoard.push(Buffer.alloc(2 ** 24, 1))`,
  rejection: `Promise.reject(new TypeError('nobody waits for it'))`,
  message: `fs.writeSync(3, JSON.stringify({ type: 'trained', trained: 'yes' }) + '\\n')`,
  channel: `fs.writeSync(3, Buffer.from(Array.from({ length: 9999 }, (_, i) => (i * 31) % 256)))`,
  closed: 'fs.closeSync(3)',
  send: `process.send({ type: 'trained', trained: 'yes' })`,
  noise: `fs.writeSync(1, Buffer.from(Array.from({ length: 9999 }, (_, i) => (i * 31) % 256)));
    fs.writeSync(2, '\\x1b[2J' + 'x'.repeat(50_000))`,
  live: '',
};

const before = `
import fs from 'node:fs';
// Workers inherit it: a small heap is soon full.
process.env.NODE_OPTIONS = '--max-old-space-size=200';
const fates = {\n${Object.entries(fates)
  .map(([name, code]) => `${name}() { ${code} },`)
  .join('\n')}\n};`;

const faulty: StudySource = {
  before,
  space: `{ fate: choice([${Object.keys(fates).map((name) => `'${name}'`)}]) }`,
  model: '(hp, task) => { fates[hp.fate](); return mlp({ ...task, hiddenUnits: 4, layers: 1 }); }',
  training,
  sampler: `'grid'`,
  retries: '0',
  trials: String(Object.keys(fates).length),
  workers: '2',
};

const readRanking = async (folder: string) =>
  parseRows(await readFile(join(folder, 'reports', 'small', 'ranking.csv'), 'utf8'));

async function tune(parts: StudySource) {
  const folder = await temporaryFolder();
  const result = await runUntimed(['tune', await writeStudy(folder, parts)], folder);
  return { ...result, folder };
}

/** The conductor loads the study file as well. */
const inWorker = `/\\bworker\\.[jt]s$/.test(process.argv[1])`;

/** Module code of a study that counts how often a worker has loaded it. */
const countStarts = (folder: string) => `
import fs from 'node:fs';
if (${inWorker}) fs.appendFileSync(${JSON.stringify(join(folder, 'starts'))}, '.');
const starts = ${inWorker} ? fs.readFileSync(${JSON.stringify(join(folder, 'starts'))}, 'utf8').length : 0;`;

const dying: StudySource = {
  space: '{ units: choice([2, 3, 4, 5, 6, 7, 8, 9]) }',
  model: `(hp, task) => {
    if (hp.units === 2) process.kill(process.pid, 'SIGKILL');
    return mlp({ ...task, hiddenUnits: hp.units, layers: 1 });
  }`,
  training,
  sampler: `'grid'`,
  retries: '0',
};

describe('a worker that goes wrong', patient, () => {
  it('costs its trial, with the reason in the ranking, and nothing else', async () => {
    const limits = '{ silentSeconds: 15, trialMemoryMb: 900 }';
    const { exitCode, stdout, folder } = await tune({ ...faulty, limits });
    const rows = await readRanking(folder);
    const reasons = Object.fromEntries(rows.map((row) => [row['hp.fate'], row.reason]));
    expect(reasons).toEqual({
      segfault: 'worker was ended by SIGSEGV',
      exit: 'worker ended with exit code 7',
      hang: 'worker gave no sign of life for 15 s (`limits.silentSeconds`): an endless loop?',
      heap: expect.stringMatching(/^worker ran out of JavaScript heap memory/),
      memory: expect.stringMatching(/^worker took \d+ MB of memory, more than its `limits.trialMemoryMb` of 900$/),
      rejection: 'worker ended with exit code 1: TypeError: nobody waits for it',
      message: expect.stringMatching(
        /^worker sent a message that is not ortune's .*: an object with `type`, `trained`$/,
      ),
      channel: expect.stringMatching(/^worker sent a message that is not ortune's .*: "\\u0000/),
      closed: expect.stringMatching(/^worker/),
      send: "the study's `model` function failed: process.send is not a function",
      noise: '',
      live: '',
    });
    expect(rows.filter(({ state }) => state === 'COMPLETE')).toHaveLength(2);
    // Timing is cut off by `runUntimed`.
    expect(exitCode).toBe(3);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what a study prints must not reach the terminal's controls
    expect(stdout).not.toMatch(/[\x00-\x08\x1b]/);
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThan(3000);
  });

  it('is ended when a trial takes longer than it may', async () => {
    const { folder } = await tune({
      space: '{ epochs: choice([1, 100_000_000]) }',
      training: training.replace('() =>', '(hp) =>').replace('epochs: 1', 'epochs: hp.epochs'),
      sampler: `'grid'`,
      limits: '{ trialSeconds: 15 }',
    });
    expect((await readRanking(folder)).map(({ reason }) => reason)).toEqual([
      '',
      'trial took longer than its 15 s (`limits.trialSeconds`)',
    ]);
  });

  it('costs a trial when its successor does not start', async () => {
    const folder = await temporaryFolder();
    const source = { ...dying, before: `${countStarts(folder)}\nif (starts === 2) process.exit(5);`, trials: '3' };
    await runUntimed(['tune', await writeStudy(folder, source)], folder);
    const rows = await readRanking(folder);
    const reasons = Object.fromEntries(rows.map(({ trial, reason }) => [trial, reason]));
    expect(reasons).toMatchObject({
      0: 'worker was killed (SIGKILL), perhaps for lack of memory',
      1: 'worker ended with exit code 5',
      2: '',
    });
  });

  it.each([
    ['is replaced after each trial by which it has grown too much', 60, 3],
    ['is kept while it has not', 2000, 1],
  ])('%s', async (_, growthMb, processes) => {
    const folder = await temporaryFolder();
    const source: StudySource = {
      before: `${countStarts(folder)}\nconst hoard = [];`,
      model: `(hp, task) => {
        hoard.push(Buffer.alloc(80_000_000, 1));
        return mlp({ ...task, hiddenUnits: 4, layers: 1 });
      }`,
      training,
      trials: '3',
      limits: `{ growthMb: ${growthMb} }`,
    };
    await runUntimed(['tune', await writeStudy(folder, source)], folder);
    expect(await readFile(join(folder, 'starts'), 'utf8')).toHaveLength(processes);
    expect((await readRanking(folder)).map(({ state }) => state)).toEqual(['COMPLETE', 'COMPLETE', 'COMPLETE']);
  });

  it('ends the study when none can be started any more', async () => {
    const folder = await temporaryFolder();
    const source = { ...dying, before: `${countStarts(folder)}\nif (starts >= 2) process.exit(5);`, trials: '8' };
    const { exitCode, stderr } = await startCli(['tune', await writeStudy(folder, source)], folder);
    expect(stderr).toBe('ortune: no worker can be started any more: worker ended with exit code 5');
    expect(exitCode).toBe(1);
    expect((await readRanking(folder)).filter(({ state }) => state === 'FAIL')).toHaveLength(4);
  });

  it.each([
    ['exits at once', 60, 'process.exit(5)', 'worker ended with exit code 5'],
    ['hangs', 2, hang, 'worker had not loaded the study and its data after 2 s (`limits.startSeconds`)'],
  ])('is one clear error when it %s in every start', async (_, seconds, code, reason) => {
    const folder = await temporaryFolder();
    const file = await writeStudy(folder, {
      before: `if (${inWorker}) ${code}`,
      limits: `{ startSeconds: ${seconds} }`,
    });
    const { exitCode, stderr } = await startCli(['tune', file, '--workers', '2'], folder);
    expect(stderr).toBe(`ortune: training cannot start: ${reason}`);
    expect(exitCode).toBe(1);
  });

  it('is refused a memory limit that leaves nothing for a trial', async () => {
    const folder = await temporaryFolder();
    const { exitCode, stderr } = await startCli(['tune', await writeStudy(folder), '--trial-memory', '20'], folder);
    expect(stderr).toMatch(/^ortune: `limits\.trialMemoryMb`: is 20, but a worker with the data loaded takes \d+ MB/);
    expect(exitCode).toBe(2);
  });
});

/** One worker trains for ever, the other is caught in a loop that never lets it hear of anything. */
const endless: StudySource = {
  space: `{ kind: choice(['trains', 'loops']) }`,
  model: `(hp, task) => {
    if (hp.kind === 'loops') { console.log('looping'); for (;;); }
    return mlp({ ...task, hiddenUnits: 4, layers: 1 });
  }`,
  training: training.replace('epochs: 1', 'epochs: 100_000_000'),
  sampler: `'grid'`,
  workers: '2',
};

describe('no process is left behind', patient, () => {
  it.each<[string, readonly NodeJS.Signals[], number | undefined]>([
    ['SIGTERM', ['SIGTERM'], 3],
    ['SIGHUP and, at once, SIGINT', ['SIGHUP', 'SIGINT'], 3],
    ['SIGKILL', ['SIGKILL'], undefined],
  ])('after %s', async (_, signals, exitCode) => {
    const folder = await temporaryFolder();
    const command = startCli(['tune', await writeStudy(folder, endless)], folder);
    const awaited = new Set(['looping', 'training']);
    let tree: readonly number[] = [];
    for await (const line of command) {
      if (String(line) === 'looping') awaited.delete('looping');
      if (/epoch 2\//.test(String(line))) awaited.delete('training');
      if (awaited.size > 0 || tree.length > 0) continue;
      tree = await processTree(command.pid ?? -1);
      for (const signal of signals) command.kill(signal);
    }
    expect((await command).exitCode).toBe(exitCode);
    expect(tree.length).toBeGreaterThanOrEqual(3);
    expect(await survivors(tree)).toEqual([]);
  });

  it('after SIGKILL while models are timed', async () => {
    const folder = await temporaryFolder();
    const command = startCli(['tune', await writeStudy(folder, { trials: '1' })], folder);
    let tree: readonly number[] = [];
    for await (const line of command) {
      if (!/^benchmark: /.test(String(line))) continue;
      while (tree.length < 3) tree = await processTree(command.pid ?? -1);
      command.kill('SIGKILL');
    }
    await command;
    expect(await survivors(tree)).toEqual([]);
  });
});
