import { existsSync, readdirSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { parseRows, runCli, type StudySource, startCli, temporaryFolder, writeStudy } from './run-cli.js';

const reportFiles = [
  'analysis.json',
  'best.onnx',
  'learning-curves.csv',
  'ranking.csv',
  'report.html',
  'study.db',
  'study.json',
  'summary.md',
  'trials',
];

/** What may differ between two runs of the same study. */
const measured = /seconds|latency|throughput|cold_start|memory/;

const untimed = (rows: readonly Readonly<Record<string, string>>[]) =>
  rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !measured.test(name))));

async function tune(parts: StudySource, args: readonly string[] = [], folder?: string) {
  const cwd = folder ?? (await temporaryFolder());
  const result = await runCli(['tune', await writeStudy(cwd, parts), ...args], cwd);
  return { ...result, report: join(cwd, 'reports', 'small') };
}

const readRanking = async (report: string) => parseRows(await readFile(join(report, 'ranking.csv'), 'utf8'));

// Whole runs, several at once: on a busy machine they take their time.
const patient = { timeout: 300_000 };

describe.concurrent('ortune tune', patient, () => {
  it.each(['onnx', 'cpu'])('trains, exports, verifies, times and ranks with the %s engine', async (engine) => {
    const { exitCode, stdout, stderr, report } = await tune({}, ['--engine', engine]);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^study small: 2 trials, 1 worker, engine/);
    expect(stdout).toMatch(/best: trial \d, validation accuracy 0\.\d{4}, test accuracy 0\.\d{4}/);
    // Neither tfjs's advertisement nor anything else gets into the output.
    expect(stdout).not.toMatch(/Hi, looks like|npm install/);
    expect(readdirSync(report).sort()).toEqual(reportFiles);

    const rows = await readRanking(report);
    expect(rows).toHaveLength(2);
    for (const row of rows) {
      expect(row.state).toBe('COMPLETE');
      expect(Number(row.parity_max_abs)).toBeLessThan(1e-4);
      expect(row.parity_top1).toBe('1');
      const p50 = Number(row.latency_p50_ms);
      expect(Number(row.latency_p50_low_ms)).toBeGreaterThan(0);
      expect(p50).toBeGreaterThanOrEqual(Number(row.latency_p50_low_ms));
      expect(p50).toBeLessThanOrEqual(Number(row.latency_p50_high_ms));
      expect(row.latency_group).toMatch(/^[12]$/);
      expect(Number(row.peak_memory_mb)).toBeGreaterThan(0);
    }

    const best = await readFile(join(report, 'best.onnx'));
    const winner = await readFile(join(report, 'trials', rows[0]?.trial ?? '', 'model.onnx'));
    expect(best.equals(winner)).toBe(true);
    const session = await InferenceSession.create(best);
    const x = Float32Array.from({ length: 7 * 13 }, (_, i) => i % 5);
    const [name = ''] = session.inputNames;
    const output = Object.values(await session.run({ [name]: new Tensor('float32', x, [7, 13]) }))[0];
    expect(output?.dims).toEqual([7, 3]);
    await session.release();
  });

  it('gives the same trials, weights and ranking for the same seed, and the same samples with two workers', async () => {
    const [first, again, other, parallel] = await Promise.all([
      tune({}, ['--seed', '5']),
      tune({}, ['--seed', '5']),
      tune({}, ['--seed', '6', '--trials', '1']),
      tune({}, ['--seed', '5', '--workers', '2']),
    ]);
    const ranking = await readRanking(first.report);
    expect(untimed(await readRanking(again.report))).toEqual(untimed(ranking));
    for (const trial of ['0', '1']) {
      const file = join('trials', trial, 'model.onnx');
      const weights = await readFile(join(first.report, file));
      expect(weights.equals(await readFile(join(again.report, file)))).toBe(true);
    }
    const [elsewhere] = await readRanking(other.report);
    const counterpart = ranking.find((row) => row.trial === '0');
    expect(elsewhere?.validation_loss).not.toBe(counterpart?.validation_loss);
    const samples = async (report: string) =>
      (await readRanking(report)).map((row) => [row.trial, row['hp.learningRate'], row['hp.units']]).sort();
    expect(await samples(parallel.report)).toEqual(await samples(first.report));
  });

  it('prints one JSON object a line with --json', async () => {
    const { stdout, exitCode } = await tune({}, ['--json', '--trials', '1']);
    expect(exitCode).toBe(0);
    const events: { type: string; time: string }[] = stdout.split('\n').map((line) => JSON.parse(line));
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['epoch', 'benchmark-progress']));
    expect(events[0]?.type).toBe('study-started');
    expect(events.at(-1)).toMatchObject({ type: 'study-finished', reason: 'complete', best: { number: 0 } });
  });

  it('reports errors as JSON as well with --json', async () => {
    const { stdout, stderr, exitCode } = await runCli(['tune', 'none.study.ts', '--json'], await temporaryFolder());
    expect(JSON.parse(stdout)).toMatchObject({ type: 'error', name: 'StudyFileError', exitCode: 2 });
    expect(stderr).toMatch(/^ortune: .*none\.study\.ts/);
    expect(exitCode).toBe(2);
  });

  it('says nothing but the result with --quiet, and obeys --out, --set and --trials', async () => {
    const folder = await temporaryFolder();
    const args = ['--quiet', '--out', 'elsewhere', '--set', 'units=4', '--set', 'learningRate=0.01', '--trials', '1'];
    const { stdout, exitCode } = await tune({}, args, folder);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^best: trial 0, .*\n {6}learningRate 0.01, units 4\nreports: .*$/);
    const [row] = await readRanking(join(folder, 'elsewhere', 'small'));
    expect(row).toMatchObject({ 'hp.units': '4', 'hp.learningRate': '0.01' });
  });

  it('ends with a look at what the best network does, which ortune report can repeat', async () => {
    const folder = await temporaryFolder();
    const { report } = await tune({}, ['--quiet', '--trials', '1'], folder);
    const file = join(report, 'analysis.json');
    const [row] = await readRanking(report);
    const analysis = JSON.parse(await readFile(file, 'utf8'));
    const right = analysis.predictions.confusion.filter(([actual, predicted]: number[]) => actual === predicted);
    const hits = right.reduce((sum: number, [, , count]: number[]) => sum + (count ?? 0), 0);
    expect(hits / analysis.samples).toBeCloseTo(Number(row?.validation_accuracy), 5);
    expect(analysis.profile.nodes.length).toBeGreaterThan(1);
    expect(await readFile(join(report, 'report.html'), 'utf8')).toContain(`"file":"${analysis.file}"`);

    await rm(file);
    const again = ['report', report, '--format', 'md', '--study-file', 'small.study.ts'];
    expect(await runCli(again, folder)).toMatchObject({ exitCode: 0, stderr: '' });
    const { profile: _, ...repeated } = JSON.parse(await readFile(file, 'utf8'));
    const { profile: __, ...first } = analysis;
    expect(repeated).toEqual(first);
    expect(await readFile(join(report, 'summary.md'), 'utf8')).toContain('expected calibration error');
    const ofStorage = ['report', join(report, 'study.db'), '--study-file', 'small.study.ts'];
    expect((await runCli(ofStorage, folder)).stderr).toMatch(
      /`--study-file` looks at the best network of a report folder/,
    );
  });

  it('says when every point of the space has been tried', async () => {
    const space = '{ units: choice([4]) }';
    const training = `() => ({ epochs: 1, batchSize: 64, optimizer: { name: 'adam', learningRate: 0.01 } })`;
    const { stdout, exitCode } = await tune({ space, training, sampler: `'grid'` }, ['--trials', '5']);
    expect(stdout).toContain('every point of the search space has been tried');
    expect(stdout).toContain('1 complete');
    expect(exitCode).toBe(0);
  });

  it('prunes before training what breaks a constraint on size', async () => {
    const { stdout, exitCode, report } = await tune({ constraints: `[atMost('model.bytes', 100)]` });
    expect(stdout).not.toContain('epoch');
    expect(stdout).toContain('no trial completed');
    expect(exitCode).toBe(4);
    for (const row of await readRanking(report)) {
      expect(row).toMatchObject({ state: 'PRUNED', epochs: '0', feasible: 'false' });
      expect(row.reason).toMatch(/model\.bytes is \d+, must be at most 100 \(before training\)/);
    }
    expect(existsSync(join(report, 'best.onnx'))).toBe(false);
  });

  it('times untrained networks where latency is constrained, and trained ones generation by generation', async () => {
    const costs = ['coldStart', 'memory.peak', 'memory.resident'];
    const { stdout, exitCode, report } = await tune(
      {
        // One is far over the bound on any machine, the other far below.
        space: '{ units: choice([4, 4096]) }',
        model: '(hp, task) => mlp({ ...task, hiddenUnits: hp.units, layers: 2 })',
        training: `() => ({ epochs: 1, batchSize: 64, optimizer: { name: 'adam', learningRate: 0.01 } })`,
        objectives: `[minimize('latency.p50'), ${costs.map((cost) => `minimize('${cost}')`)}, maximize('throughput')]`,
        constraints: `[atMost('latency.p50', 0.8), atMost('memory.peak', 5_000)]`,
        sampler: `'grid'`,
      },
      ['--workers', '2'],
    );
    expect(stdout).toMatch(/pruned: latency\.p50 is [\d.]+, must be at most 0\.8 \(before training\)/);
    expect(exitCode).toBe(0);
    const rows = await readRanking(report);
    expect(rows.map((row) => [row.state, row['hp.units']])).toEqual([
      ['COMPLETE', '4'],
      ['PRUNED', '4096'],
    ]);
    for (const objective of ['latency.p50', ...costs, 'throughput']) {
      expect(Number(rows[0]?.[objective]), objective).toBeGreaterThan(0);
    }
  });

  it('loses no more than a trial to an error or a crash of the study file', async () => {
    const model = `(hp, task) => {
      if (hp.fate === 'crash') process.kill(process.pid, 'SIGKILL');
      if (hp.fate === 'throw') throw new TypeError('no such layer');
      return mlp({ ...task, hiddenUnits: 4, layers: 1 });
    }`;
    const space = `{ fate: choice(['crash', 'live', 'throw']) }`;
    const training = `() => ({ epochs: 1, batchSize: 64, optimizer: { name: 'adam', learningRate: 0.01 } })`;
    const { exitCode, report } = await tune({ space, model, training, sampler: `'grid'` }, ['--trials', '3']);
    expect(exitCode).toBe(0);
    const reasons = Object.fromEntries((await readRanking(report)).map((row) => [row['hp.fate'], row.reason]));
    expect(reasons).toEqual({
      live: '',
      throw: expect.stringContaining('no such layer'),
      crash: expect.stringMatching(/SIGKILL/),
    });
  });
});

/** The first trial is quick, the others would take for ever. */
const endless: StudySource = {
  space: '{ epochs: choice([1, 100_000_000]) }',
  training: `(hp) => ({ epochs: hp.epochs, batchSize: 64, optimizer: { name: 'adam', learningRate: 0.01 } })`,
  sampler: `'grid'`,
};

const runningTrials = /trial 1 epoch 2\//;

describe.concurrent('ortune tune, ended before its time', patient, () => {
  it('reports what is finished on Ctrl-C', async () => {
    const folder = await temporaryFolder();
    const command = startCli(['tune', await writeStudy(folder, endless)], folder);
    for await (const line of command) if (runningTrials.test(String(line))) command.kill('SIGINT');
    const { exitCode, stdout } = await command;
    expect(exitCode).toBe(3);
    expect(stdout).toContain('small interrupted');
    expect(stdout).toMatch(/best: trial 0/);
    const rows = await readRanking(join(folder, 'reports', 'small'));
    expect(rows.map((row) => [row.trial, row.state, row.reason])).toEqual([
      ['0', 'COMPLETE', ''],
      ['1', 'FAIL', 'interrupted'],
    ]);
    expect(existsSync(join(folder, 'reports', 'small', 'best.onnx'))).toBe(true);
  });

  it('stops when the time is over, wherever it is', async () => {
    const { exitCode, stdout, report } = await tune(endless, ['--timeout', '6']);
    expect(stdout).toContain('stopped by its time limit');
    // On a busy machine the time may be over before the data is loaded; then there is nothing to report.
    const rows = existsSync(report) && readdirSync(report).includes('ranking.csv') ? await readRanking(report) : [];
    const complete = rows.filter((row) => row.state === 'COMPLETE');
    for (const row of rows)
      if (!complete.includes(row)) expect(row).toMatchObject({ state: 'FAIL', reason: 'timeout' });
    expect(exitCode).toBe(complete.length > 0 ? 0 : 4);
  });

  it.each(['onnx', 'cpu'])('leaves no process behind when it is killed, with the %s engine', async (engine) => {
    const folder = await temporaryFolder();
    const pids = join(folder, 'pids.txt');
    await writeFile(pids, '');
    const before = `(await import('node:fs')).appendFileSync(${JSON.stringify(pids)}, process.pid + '\\n');`;
    const args = ['tune', await writeStudy(folder, { ...endless, before }), '--engine', engine];
    const command = startCli(args, folder);
    for await (const line of command) if (runningTrials.test(String(line))) command.kill('SIGKILL');
    await command;
    const started = (await readFile(pids, 'utf8')).trim().split('\n').map(Number);
    // The command itself and its worker loaded the study file.
    expect(started).toHaveLength(2);
    const deadline = Date.now() + 10_000;
    while (started.some(isAlive) && Date.now() < deadline) await setTimeout(50);
    expect(started.filter(isAlive)).toEqual([]);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
