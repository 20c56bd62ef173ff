import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRows, runCli, runUntimed, type StudySource, temporaryFolder, writeStudy } from './run-cli.js';

// Reproducible studies that prune, warm start, ends of a study's own and callbacks, with the real command line on wine.

const readRows = async (report: string, file: string) => parseRows(await readFile(join(report, file), 'utf8'));
const readStudy = async (report: string) => JSON.parse(await readFile(join(report, 'study.json'), 'utf8'));

const adam = (epochs: number) =>
  `(hp) => ({ epochs: ${epochs}, batchSize: 32, optimizer: { name: 'adam', learningRate: hp.learningRate } })`;

// Whole runs, several at once: on a busy machine they take their time.
const patient = { timeout: 300_000 };

describe.concurrent('another sampler or pruner', patient, () => {
  it('is refused on the command line where there is none of that name, or it cannot do the study', async () => {
    const folder = await temporaryFolder();
    const file = await writeStudy(folder, { objectives: `[minimize('model.bytes')]` });
    const wrongName = await runCli(['tune', file, '--pruner', 'ashs'], folder);
    expect(wrongName).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrongName.stderr).toMatch(/^ortune: `--pruner`: unknown pruner "ashs"; did you mean `asha`\?/);
    const wrongSampler = await runCli(['tune', file, '--sampler', 'tpee'], folder);
    expect(wrongSampler.stderr).toMatch(/^ortune: `--sampler`: unknown sampler "tpee"; did you mean `tpe`\?/);
    const blind = await runCli(['tune', file, '--pruner', 'asha'], folder);
    expect(blind).toMatchObject({ exitCode: 2, stdout: '' });
    expect(blind.stderr).toMatch(/`asha` has nothing to judge by/);
  });
});

describe.concurrent('a reproducible study', patient, () => {
  const study: StudySource = {
    space: `{ learningRate: float(0.0005, 0.1, { scale: 'log' }), units: choice([4, 8, 16]) }`,
    model: '(hp, task) => mlp({ ...task, hiddenUnits: hp.units, layers: 1, dropout: 0.1 })',
    training: adam(6),
    objectives: `[minimize('validation.loss')]`,
    reproducible: '{ generation: 3 }',
    trials: '10',
  };
  const timings = /seconds|latency|throughput|cold_start|memory/;
  const untimed = (rows: readonly Readonly<Record<string, string>>[]) =>
    rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !timings.test(name))));

  it.each([
    ['random', ['1', '4'], {}],
    ['tpe with asha', ['1', '2', '4'], { sampler: 'ortune.tpe({ startup: 3 })', pruner: `'asha'` }],
  ])('is the same with any number of workers (%s, %j)', async (_name, counts, search) => {
    const folder = await temporaryFolder();
    const file = await writeStudy(folder, { ...study, ...search });
    const runs = await Promise.all(
      counts.map(async (workers) => {
        const out = `with-${workers}`;
        const { stdout } = await runUntimed(['tune', file, '--workers', workers, '--out', out], folder);
        const report = join(folder, out, 'small');
        const ranking = untimed(await readRows(report, 'ranking.csv'));
        const curves = untimed(await readRows(report, 'learning-curves.csv'));
        const best = await readFile(join(report, 'best.onnx'), 'base64');
        return { workers: /(\d) workers?/.exec(stdout)?.[1], ranking, curves, best };
      }),
    );
    const [one, ...others] = runs;
    // A generation of three keeps no more workers busy.
    expect(runs.map(({ workers }) => workers)).toEqual(counts.map((count) => (count === '4' ? '3' : count)));
    expect(one?.ranking).toHaveLength(10);
    const states = new Set(one?.ranking.map(({ state }) => state));
    expect(states).toEqual(new Set('pruner' in search ? ['COMPLETE', 'PRUNED'] : ['COMPLETE']));
    if ('pruner' in search) await expectPruning(join(folder, 'with-1', 'small'));
    for (const other of others) {
      expect(other.ranking).toEqual(one?.ranking);
      expect(other.curves).toEqual(one?.curves);
      expect(other.best).toBe(one?.best);
    }
  });
});

/** Pruned trials keep what they had, and are marked wherever they appear. */
async function expectPruning(report: string): Promise<void> {
  const { pruner, trials } = await readStudy(report);
  expect(pruner).toMatchObject({ name: 'asha', reductionFactor: 2 });
  const curves = await readRows(report, 'learning-curves.csv');
  for (const row of await readRows(report, 'ranking.csv')) {
    const epochs = curves.filter(({ trial }) => trial === row.trial);
    const trial = trials[Number(row.trial)];
    const isPruned = row.state === 'PRUNED';
    expect(epochs.map(({ pruned }) => pruned)).toEqual(
      epochs.map((_, i) => String(isPruned && i === epochs.length - 1)),
    );
    expect(trial.curve).toHaveLength(epochs.length);
    expect(row.epochs).toBe(String(epochs.length));
    expect(existsSync(join(report, 'trials', row.trial ?? '', 'model.onnx'))).toBe(!isPruned);
    if (!isPruned) continue;
    expect(epochs.length).toBeLessThan(6);
    expect(row.reason).toMatch(/^asha: /);
    expect(row.validation_loss).toBe(epochs.at(-1)?.validation_loss);
  }
}

describe.concurrent('a study that goes on from another', patient, () => {
  it('learns from its trials, tells how many, ranks its own, and says what its sampler has learnt', async () => {
    const folder = await temporaryFolder();
    const first: StudySource = {
      space: '{ learningRate: choice([0.02, 1e-6]), units: choice([4, 8]) }',
      objectives: `[minimize('validation.loss')]`,
      sampler: `'grid'`,
      trials: '4',
    };
    await runUntimed(['tune', await writeStudy(folder, first)], folder);
    const second: StudySource = {
      ...first,
      name: `'later'`,
      space: '{ learningRate: choice([0.02, 1e-6]), units: choice([8, 16]) }',
      sampler: 'ortune.worth({ exploration: 0 })',
      warmStart: `'reports/small'`,
      trials: '3',
    };
    const { stdout } = await runUntimed(['tune', await writeStudy(folder, second)], folder);
    expect(stdout).toContain('warm start from reports/small: 2 trials used; 2 skipped: 2 outside of this space');
    const report = join(folder, 'reports', 'later');
    const ranking = await readRows(report, 'ranking.csv');
    expect(ranking.map(({ trial }) => trial).sort()).toEqual(['0', '1', '2']);
    const { warmStart } = await readStudy(report);
    expect(warmStart).toEqual({ source: 'reports/small', used: 2, skipped: { 'outside of this space': 2 } });
    // Of the sixteen units nothing was known, so they come first; the rate of worth is known from the earlier study.
    const settings = [...ranking].sort((a, b) => Number(a.trial) - Number(b.trial));
    expect(settings[0]).toMatchObject({ 'hp.units': '16', 'hp.learningRate': '0.02' });

    const table = await readRows(report, 'worth-table.csv');
    const worths = (name: string) => table.filter(({ hyperparameter }) => hyperparameter === name);
    for (const name of ['learningRate', 'units']) {
      expect(worths(name).reduce((sum, { trainings }) => sum + Number(trainings), 0)).toBe(2 + 3);
    }
    const best = worths('learningRate').reduce((a, b) => (Number(b.worth) > Number(a.worth) ? b : a));
    expect(best.value).toBe('0.02');
    expect(settings[2]?.['hp.learningRate']).toBe('0.02');
  });

  it('is refused where there is none, before anything is trained', async () => {
    const folder = await temporaryFolder();
    const file = await writeStudy(folder, { warmStart: `'reports/none'` });
    const { exitCode, stdout, stderr } = await runCli(['tune', file], folder);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^ortune: cannot read reports.none: there is no such file/);
    expect(stdout).not.toContain('trial 0');
  });
});

describe.concurrent('a study with ends and settings of its own', patient, () => {
  it('stops at its target, and calls back meanwhile, come what may', async () => {
    const folder = await temporaryFolder();
    const study: StudySource = {
      before: `import { appendFileSync } from 'node:fs';`,
      enqueue: '[{ units: 8 }, { learningRate: 0.02 }]',
      replicates: '2',
      stopWhen: '{ target: 0.3, noImprovement: 50 }',
      callbacks: `{
        onTrialEnd: (trial, study) => appendFileSync('calls.txt', trial.number + ' of ' + study.name + '\\n'),
        onStudyEnd: async ({ reason }) => { throw new RangeError('after ' + reason); },
      }`,
      trials: '8',
      training: adam(8),
    };
    const { stdout, exitCode } = await runCli(['tune', await writeStudy(folder, study), '--workers', '1'], folder);
    expect(stdout).toContain('small stopped at its target');
    expect(stdout).toContain('warning: `callbacks.onStudyEnd` failed: RangeError: after target');
    expect(exitCode).toBe(0);
    const { ended, trials } = await readStudy(join(folder, 'reports', 'small'));
    expect(ended).toBe('target');
    expect(trials.length).toBeLessThan(8);
    expect(trials[0].parameters.units).toBe(8);
    expect(trials.at(-1).metrics['validation.accuracy']).toBeGreaterThanOrEqual(0.3);
    const calls = (await readFile(join(folder, 'calls.txt'), 'utf8')).trim().split('\n');
    expect(calls).toEqual(trials.map(({ number }: { number: number }) => `${number} of small`));
  });

  it('stops where a callback says so, and reports the choice of auto in its own words', async () => {
    const folder = await temporaryFolder();
    const study: StudySource = {
      space: '{ units: choice([4, 5, 6, 7, 8, 9]) }',
      training: `() => ({ epochs: 1, batchSize: 64, optimizer: { name: 'sgd', learningRate: 1e-9 } })`,
      objectives: `[minimize('model.bytes')]`,
      sampler: `'auto'`,
      callbacks: '{ onTrialEnd: ({ number }, { stop }) => number === 1 && stop() }',
      trials: '6',
    };
    const { stdout } = await runCli(['tune', await writeStudy(folder, study)], folder);
    expect(stdout).toContain('small stopped by a callback');
    const why = 'sampler auto: `grid`: the space has 6 settings and the study 6 trials, so all can be tried';
    expect(stdout.split('\n').filter((line) => line === why)).toHaveLength(2);
    const report = join(folder, 'reports', 'small');
    const { sampler, ended, trials } = await readStudy(report);
    expect(`sampler auto: ${sampler.explanation}`).toBe(why);
    expect([ended, trials.length]).toEqual(['callback', 2]);
  });
});
