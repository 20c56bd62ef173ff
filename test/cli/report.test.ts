import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli, temporaryFolder } from './run-cli.js';

const optuna = fileURLToPath(new URL('../store/fixtures/optuna-5.db', import.meta.url));

let folder = '';
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => rm(folder, { recursive: true }));

describe('ortune report', () => {
  it('writes a page of a study of Optuna, and names it', async () => {
    const { exitCode, stdout, stderr } = await runCli(['report', optuna, '--study', 'two objectives'], folder);
    expect([exitCode, stderr]).toEqual([0, '']);
    const file = join('reports', 'two-objectives', 'report.html');
    expect(stdout).toBe(file);
    const page = await readFile(join(folder, file), 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('"name":"two objectives"');
    expect(page).not.toMatch(/(src|href)="(https?:)?\/\//);
  });

  it.each([
    ['csv', ['report.csv']],
    ['md', ['summary.md']],
    ['json', ['report.json']],
    ['svg', ['charts']],
  ])('writes %s', async (format, files) => {
    const { exitCode, stdout } = await runCli(
      ['report', optuna, '--study', 'tuned', '--format', format, '--out', format],
      folder,
    );
    expect(exitCode).toBe(0);
    expect(await readdir(join(folder, format))).toEqual(files);
    for (const path of stdout.trim().split('\n'))
      expect((await readFile(join(folder, path), 'utf8')).length).toBeGreaterThan(100);
  });

  it('puts two studies side by side', async () => {
    const args = [
      'report',
      optuna,
      '--study',
      'tuned',
      '--compare',
      optuna,
      '--compare-study',
      'tuned',
      '--out',
      'both',
    ];
    expect(await runCli(args, folder)).toMatchObject({ exitCode: 0, stdout: join('both', 'comparison.html') });
    expect(await runCli([...args, '--format', 'md'], folder)).toMatchObject({ exitCode: 0 });
    const summary = await readFile(join(folder, 'both', 'comparison.md'), 'utf8');
    expect(summary).toMatch(/cannot be told apart by \d+ pairs? of trials with the same setting/);
    expect((await runCli([...args, '--format', 'csv'], folder)).stderr).toContain(
      'a comparison is written as html or md',
    );
  });

  it('says which studies there are', async () => {
    const { exitCode, stderr } = await runCli(['report', optuna], folder);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('choose one of `tuned`');
  });
});

describe('the example report', () => {
  const example = fileURLToPath(new URL('../../reports/example', import.meta.url));

  it('is one that this version shows and writes anew', async () => {
    const shown = await runCli(['show', example], folder);
    expect([shown.exitCode, shown.stderr]).toEqual([0, '']);
    expect(shown.stdout).toMatch(/^mnist\nfinished · 10 complete, 2 pruned · /);
    const best = /\nbest: (trial \d+), validation\.accuracy ([\d.]+)/.exec(shown.stdout);
    const headline = `**Best: ${best?.[1]}** – \`validation.accuracy\` ${best?.[2]},`;
    const written = await runCli(['report', example, '--format', 'md', '--out', 'anew'], folder);
    expect([written.exitCode, written.stderr]).toEqual([0, '']);
    for (const place of [example, join(folder, 'anew')]) {
      expect(await readFile(join(place, 'summary.md'), 'utf8')).toContain(headline);
    }
  });

  it('is small, whole, and says nothing of the machine that made it but its kind', async () => {
    const names = (await readdir(example)).sort();
    expect(names).toEqual([
      'analysis.json',
      'best.onnx',
      'importance.csv',
      'learning-curves.csv',
      'ranking.csv',
      'report.html',
      'study.json',
      'summary.md',
    ]);
    const contents = await Promise.all(names.map((name) => readFile(join(example, name))));
    expect(contents.reduce((sum, { length }) => sum + length, 0)).toBeLessThan(3e6);
    const study = contents[names.indexOf('study.json')]?.toString('utf8');
    expect(study).toContain('"studyFile": "studies/mnist.study.ts"');
  });
});

describe('ortune show', () => {
  it('prints the verdict and the best trials, plain where nobody watches', async () => {
    const { exitCode, stdout } = await runCli(['show', optuna, '--study', 'two objectives'], folder);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^two objectives\nfinished · 10 complete · minimize loss, maximize accuracy\n/);
    expect(stdout).toContain('best: trial 2, loss 3.27e-7');
    expect(stdout).not.toContain('\u001b');
  });
});
