import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRows, runCli, runUntimed, temporaryFolder, writeStudy } from './run-cli.js';

describe.concurrent('ortune lr-find', () => {
  it('prints a suggestion that the CSV and the chart bear out', async () => {
    const folder = await temporaryFolder();
    const study = await writeStudy(folder);
    const { stdout, stderr, exitCode } = await runCli(['lr-find', study, '--set', 'units=8', '--json'], folder);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const { parameters, rates, smoothed, suggestion, files } = JSON.parse(stdout);
    expect(parameters.units).toBe(8);
    expect(files).toEqual(['csv', 'svg'].map((end) => join(folder, 'reports', 'small', `learning-rate-range.${end}`)));
    const rows = parseRows(await readFile(files[0], 'utf8'));
    expect(rows.map((row) => Number(row.learning_rate))).toEqual(rates);
    expect(rows.map((row) => Number(row.smoothed_loss))).toEqual(smoothed);
    expect(rates).toContain(suggestion.steepest);
    expect(smoothed[rates.indexOf(suggestion.steepest)]).toBeLessThan(smoothed[0]);
    expect(await readFile(files[1], 'utf8')).toMatch(/^<svg .*<\/svg>\n$/s);
  });

  it('says the same in words, for the middle of the space', async () => {
    const folder = await temporaryFolder();
    const study = await writeStudy(folder);
    const { stdout, exitCode } = await runCli(['lr-find', study, '--out', 'here', '--steps', '60'], folder);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^with learningRate 0.01581, units 4$/m);
    expect(stdout).toMatch(/^suggested learning rate: [\d.e-]+$/m);
    expect(stdout).toMatch(/^here\/small\/learning-rate-range.svg$/m);
  });

  it('fails where the loss never falls', async () => {
    const folder = await temporaryFolder();
    const study = await writeStudy(folder);
    const { stdout, exitCode } = await runCli(
      ['lr-find', study, '--from', '1e3', '--to', '1e9', '--steps', '20', '--growth', 'linear'],
      folder,
    );
    expect(stdout).toContain('no suggestion: the loss never fell');
    expect(exitCode).toBe(1);
  });

  it.each<[string[], string]>([
    [['--steps', '3'], 'Give a whole number of at least 10'],
    [['--from', 'tiny'], 'Give a number'],
    [['--from', '-1'], '`from`: must be > 0, got -1'],
    [['--set', 'unit=8'], 'unknown hyperparameter; did you mean `units`?'],
    [['--growth', 'quadratic'], 'Allowed choices are exponential, linear'],
  ])('%j is refused', async (args, message) => {
    const folder = await temporaryFolder();
    const { stderr, exitCode } = await runCli(['lr-find', await writeStudy(folder), ...args], folder);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });

  it('a setting that `where` rules out needs other values', async () => {
    const folder = await temporaryFolder();
    const study = await writeStudy(folder, { where: '(hp) => hp.units === 8' });
    const { stderr, exitCode } = await runCli(['lr-find', study], folder);
    expect(stderr).toMatch(/`where` does not allow .* give other values with --set/);
    expect(exitCode).toBe(2);
    expect(await runCli(['lr-find', study, '--set', 'units=8'], folder)).toMatchObject({ exitCode: 0 });
  });
});

it('a study whose learning rates come from range tests records them', async () => {
  const folder = await temporaryFolder();
  const study = await writeStudy(folder, {
    training: `(hp) => ({
      epochs: 1,
      batchSize: 32,
      optimizer: { name: 'adam', learningRate: ortune.fromRangeTest({ times: hp.learningRate, steps: 60 }) },
      schedule: 'exponential',
    })`,
  });
  await runUntimed(['tune', study, '--quiet', '--json'], folder);
  const rows = parseRows(await readFile(join(folder, 'reports', 'small', 'ranking.csv'), 'utf8'));
  const curves = parseRows(await readFile(join(folder, 'reports', 'small', 'learning-curves.csv'), 'utf8'));
  expect(rows).toHaveLength(2);
  for (const row of rows) {
    const suggestion = Number(row.learning_rate) / Number(row['hp.learningRate']);
    // Adam's suggestions for a small network.
    expect(suggestion).toBeGreaterThan(1e-4);
    expect(suggestion).toBeLessThan(10);
    const last = curves.find(({ trial }) => trial === row.trial)?.learning_rate;
    // The last of the four updates of an epoch: 0.9^(3 / 4).
    expect(Number(last) / Number(row.learning_rate)).toBeCloseTo(0.9 ** 0.75, 10);
  }
});
