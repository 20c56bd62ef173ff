import { once } from 'node:events';
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { openStore } from '../../pipeline/store/open-store.js';
import { processTree, survivors } from '../helpers/process-tree.js';
import { type PostgresqlServer, startPostgresql } from '../helpers/start-postgresql.js';
import { parseRows, runCli, runUntimed, type StudySource, startCli, temporaryFolder, writeStudy } from './run-cli.js';

// A real PostgreSQL, a conductor and workers as processes of their own, as they are on machines of their own.

const patient = { timeout: 300_000 };

let server: PostgresqlServer;
beforeAll(async () => {
  server = await startPostgresql();
});
afterAll(() => server?.stop());

const trials = 6;

/** A worker process with WAIT_FOR builds no network before that file is there. */
const study: StudySource = {
  before: `import fs from 'node:fs';
const nap = new Int32Array(new SharedArrayBuffer(4));
function wait() {
  const file = process.env.WAIT_FOR;
  while (file && !fs.existsSync(file)) Atomics.wait(nap, 0, 0, 50);
}`,
  space: `{ learningRate: float(0.005, 0.05, { scale: 'log' }), units: int(4, 16) }`,
  model: '(hp, task) => { wait(); return mlp({ ...task, hiddenUnits: hp.units, layers: 1 }); }',
  sampler: `'random'`,
  pruner: `'median'`,
  training: `(hp) => ({ epochs: 3, batchSize: 32, optimizer: { name: 'adam', learningRate: hp.learningRate } })`,
  trials: String(trials),
  workers: '3',
  reproducible: '{ generation: 3 }',
  retries: '5',
  limits: '{ lostSeconds: 5 }',
};

/** A process whose lines are waited for, and shown where a test fails or waits in vain. */
function follow(args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
  const command = startCli(args, cwd, env);
  const lines: string[] = [];
  onTestFailed(() => console.error([args.join(' '), ...lines].join('\n  ')));
  const waiting = new Set<() => void>();
  let hasEnded = false;
  const reading = (async () => {
    for await (const line of command.iterable({ from: 'all' })) {
      lines.push(line);
      for (const wake of waiting) wake();
    }
  })().finally(() => {
    hasEnded = true;
    for (const wake of waiting) wake();
  });
  return {
    command,
    lines,
    /** @returns the first line that matches, also an earlier one, but for those before `after` */
    async line(pattern: RegExp, after?: string): Promise<string> {
      for (;;) {
        const begin = after === undefined ? 0 : lines.indexOf(after) + 1;
        const found = lines.slice(begin).find((line) => pattern.test(line));
        if (found !== undefined) return found;
        if (hasEnded) throw new Error(`ended without ${pattern}:\n${lines.join('\n')}`);
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
    async end() {
      await reading;
      return command;
    },
  };
}

const measured = /seconds|latency|throughput|cold_start|memory/;
const readRanking = async (folder: string) =>
  parseRows(await readFile(join(folder, 'reports', 'small', 'ranking.csv'), 'utf8')).map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !measured.test(name))),
  );

/** Waits until a trial has left a checkpoint on the machine of its worker, whose temporary files are in this folder. */
async function untilCheckpoint(folder: string): Promise<void> {
  const isThere = async (trial: string) =>
    (await readdir(join(folder, trial)).catch((): string[] => [])).includes('checkpoint');
  for (;;) {
    const trials = (await readdir(folder)).filter((entry) => entry.startsWith('ortune-trial-'));
    if ((await Promise.all(trials.map(isThere))).includes(true)) return;
    await setTimeout(50);
  }
}

describe('ortune tune --queue', patient, () => {
  it('gives the ranking of an undisturbed run when one worker is killed and one paused past its heartbeat', async () => {
    const [folder, alone] = [await temporaryFolder(), await temporaryFolder()];
    const undisturbed = runUntimed(['tune', await writeStudy(alone, study), '--workers', '1'], alone);
    const storage = await server.createDatabase('disturbed');
    const place = ['--storage', storage, '--queue', 'kill-test'];
    const conductor = follow(['tune', await writeStudy(folder, study), ...place], folder);
    const worker = (env: Readonly<Record<string, string>> = {}) =>
      follow(['worker', ...place, '--workers', '1'], folder, env);

    const [goKilled, goPaused] = [join(folder, 'never'), join(folder, 'go')];
    const [killed, paused] = [worker({ WAIT_FOR: goKilled }), worker({ WAIT_FOR: goPaused })];
    const killing = killed.line(/^trial \d of small taken$/).then(async () => {
      const tree = await processTree(killed.command.pid ?? -1);
      killed.command.kill('SIGKILL');
      return survivors(tree);
    });
    const takenAway = await paused.line(/^trial \d of small taken$/);
    paused.command.kill('SIGSTOP');
    const other = worker();
    await conductor.line(
      new RegExp(`^warning: ${takenAway.split(' of ')[0]} is run again: worker .* gave no sign of life for 5 s`),
    );
    await appendFile(goPaused, '');
    paused.command.kill('SIGCONT');
    await paused.line(new RegExp(`^${takenAway.replace('taken', 'lost')}$`));
    expect(await killing).toEqual([]);

    // Timing the networks is no part of this.
    await conductor.line(/^benchmark: /);
    conductor.command.kill('SIGINT');
    expect((await conductor.end()).exitCode).toBe(3);
    const trees = await Promise.all([paused, other].map(({ command }) => processTree(command.pid ?? -1)));
    for (const { command } of [paused, other]) command.kill('SIGTERM');
    for (const one of [paused, other]) expect((await one.end()).exitCode).toBe(0);
    expect(await survivors(trees.flat())).toEqual([]);

    const store = await openStore(storage, 'read');
    const stored = await store.findStudy('small');
    const all = stored ? await store.readTrials(stored.id) : [];
    await store.close();
    const finished = all.filter(({ state }) => state === 'COMPLETE' || state === 'PRUNED');
    expect(finished.map(({ systemAttributes }) => systemAttributes['ortune:trial']).sort()).toEqual(
      Array.from({ length: trials }, (_, number) => number),
    );
    expect(all.length).toBeGreaterThanOrEqual(trials + 2);

    await undisturbed;
    expect(await readRanking(folder)).toEqual(await readRanking(alone));
    // Nothing is left in the queue.
    expect(await server.query('select count(*)::int as n from ortune_queue.jobs', 'disturbed')).toEqual([{ n: 0 }]);
  });

  it('has no worker that has another study file, another module of it or other data, and waits for one that has the same', async () => {
    const folder = await temporaryFolder();
    const place = ['--storage', await server.createDatabase('refusals'), '--queue', 'q'];
    const file = await writeStudy(folder, {
      ...study,
      before: `import { target } from './helper.js';\n${study.before}`,
      dataset: `csv({ file: 'a.csv', target })`,
      trials: '1',
    });
    const helper = `export const target: string = 'y';\n`;
    await writeFile(join(folder, 'helper.ts'), helper);
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 5},${i % 2 ? 'yes' : 'no'}`);
    const table = (more: string) => `a,b,y\n${[...rows, more].join('\n')}\n`;
    await writeFile(join(folder, 'a.csv'), table('1,1,no'));
    const elsewhere = await temporaryFolder();
    await writeFile(join(elsewhere, 'a.csv'), table('1,2,no'));
    await writeFile(join(elsewhere, 'small.study.ts'), await readFile(file));
    await writeFile(join(elsewhere, 'other.study.ts'), `${await readFile(file, 'utf8')}// changed\n`);
    await writeFile(join(elsewhere, 'helper.ts'), helper);
    const changed = await temporaryFolder();
    await writeFile(join(changed, 'small.study.ts'), await readFile(file));
    await writeFile(join(changed, 'helper.ts'), helper.replace('const', 'let'));
    await writeFile(join(changed, 'a.csv'), table('1,1,no'));

    const conductor = follow(['tune', 'small.study.ts', ...place], folder);
    await conductor.line(/^trial 0 started/);
    const refusals = [
      await runCli(['worker', ...place, '--workers', '1', '--study', 'other.study.ts'], elsewhere),
      await runCli(['worker', ...place, '--workers', '1'], elsewhere),
      await runCli(['worker', ...place, '--workers', '1'], changed),
      await runCli(['worker', ...place, '--workers', '1'], await temporaryFolder()),
    ];
    expect(refusals.map(({ stderr }) => stderr)).toEqual([
      expect.stringMatching(/^ortune: study `small` cannot be worked on from here: its study file is another here/),
      expect.stringMatching(/^ortune: study `small` cannot be worked on from here: its data are others here/),
      expect.stringMatching(/^ortune: study .* from here: helper\.ts, which its study file imports, is another here/),
      expect.stringMatching(/^ortune: cannot read study file .*small\.study\.ts/),
    ]);
    expect(refusals.map(({ exitCode }) => exitCode)).toEqual([1, 1, 1, 2]);
    const right = follow(['worker', ...place, '--workers', '1'], folder);
    await conductor.line(/^trial 0 complete/);
    conductor.command.kill('SIGINT');
    expect((await conductor.end()).exitCode).toBe(3);
    right.command.kill('SIGTERM');
    await right.end();
  });

  it('leaves a trial to others when its worker is told to end, where it had got to, and ends workers with the conductor', async () => {
    const folder = await temporaryFolder();
    const place = ['--storage', await server.createDatabase('endings'), '--queue', 'q'];
    const endless = `(hp) => ({ epochs: 100_000_000, batchSize: 32, optimizer: { name: 'adam', learningRate: 0.01 } })`;
    const file = await writeStudy(folder, { ...study, training: endless, trials: '1' });
    const temporary = join(folder, 'temporary');
    await mkdir(temporary);
    const conductor = follow(['tune', file, ...place, '--json'], folder);
    const first = follow(['worker', ...place, '--workers', '1'], folder, { TMPDIR: temporary });
    const begin = await conductor.line(/"type":"epoch"/);
    await untilCheckpoint(temporary);
    first.command.kill('SIGTERM');
    expect((await first.end()).exitCode).toBe(0);
    const lost = await conductor.line(/"trial 0 is run again: its worker was shut down/);
    const second = follow(['worker', ...place, '--workers', '1'], folder);
    await second.line(/^trial 0 of small taken/);
    // The same record of the first epoch, its time among the rest: it was not trained again.
    const again = await conductor.line(/"type":"epoch"/, lost);
    expect(JSON.parse(again).record).toEqual(JSON.parse(begin).record);
    conductor.command.kill('SIGINT');
    const { exitCode, stderr } = await conductor.end();
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' });
    await second.line(/^trial 0 of small lost/);
    second.command.kill('SIGTERM');
    await once(second.command, 'exit');
  });

  it('is refused where it cannot be', async () => {
    const folder = await temporaryFolder();
    const file = await writeStudy(folder, study);
    const local = await runCli(['tune', file, '--queue', 'q'], folder);
    expect(local.stderr).toMatch(/^ortune: `--queue` needs a storage that all machines reach/);
    expect(local.exitCode).toBe(2);
    const name = await runCli(['worker', '--storage', 'postgresql://u:p@127.0.0.1:1/d', '--queue', 'a b'], folder);
    expect(name.stderr).toMatch(/^ortune: `--queue`: must be 1 to 50 letters/);
    const away = await runCli(['worker', '--storage', 'postgresql://u:secret@127.0.0.1:1/d', '--queue', 'q'], folder);
    expect(away.stderr).toMatch(/^ortune: storage `postgresql:\/\/u:\*\*\*@127\.0\.0\.1:1\/d`: .*check host and port/);
    expect(away.exitCode).toBe(1);
  });
});
