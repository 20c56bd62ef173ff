import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRows, runCli, temporaryFolder, writeStudy } from './run-cli.js';

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
