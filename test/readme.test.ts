import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';
import { describe, expect, it } from 'vitest';
import { datasets } from '../datasets/registry.js';
import { modelFamilies } from '../models/registry.js';
import { engineNames } from '../pipeline/compiler/engine.js';
import { exitCodes } from '../pipeline/errors.js';
import { renderImportanceCsv } from '../pipeline/report/render-importance-csv.js';
import { renderInitialisationCsv } from '../pipeline/report/render-initialisation-csv.js';
import { renderLearningCurvesCsv } from '../pipeline/report/render-learning-curves-csv.js';
import { renderRankingCsv } from '../pipeline/report/render-ranking-csv.js';
import { pruners } from '../pipeline/search/pruners/registry.js';
import { samplers } from '../pipeline/search/samplers/registry.js';
import { studyControlsShape } from '../pipeline/study/study-controls-schema.js';
import { metrics } from '../pipeline/study/trial.js';
import { augmentations } from '../pipeline/train/augmentation/registry.js';
import { losses } from '../pipeline/train/losses/registry.js';
import type { Optimizer } from '../pipeline/train/optimizers/optimizer.js';
import { optimizers } from '../pipeline/train/optimizers/registry.js';
import { schedules } from '../pipeline/train/schedules/registry.js';
import { presets } from '../presets/index.js';
import { runCli } from './cli/run-cli.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const docs = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));
const pages = ['README.md', ...docs.map((file) => `docs/${file}`)];

describe('TypeScript in the documentation', () => {
  const blocks = pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(({ 1: code = '', index }) => {
      const line = text.slice(0, index).split('\n').length;
      return { name: `${page.replace(/\W/g, '-')}-line-${line}.mts`, code };
    });
  });

  it('compiles', async () => {
    expect(blocks.length).toBeGreaterThan(3);
    // Below node_modules the examples find the packages they import, and no tool takes them for sources.
    const cache = join(root, 'node_modules', '.cache');
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(join(cache, 'readme-'));
    try {
      for (const { name, code } of blocks) await writeFile(join(folder, name), code);
      const config = {
        extends: relative(folder, join(root, 'tsconfig.check.json')),
        compilerOptions: { paths: { ortune: [relative(folder, join(root, 'index.ts'))] }, rootDir: root },
        files: blocks.map(({ name }) => name),
        include: [],
      };
      await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
      const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
      const { stdout } = await execaNode(tsc, ['-p', folder], { reject: false, nodeOptions: [] });
      expect(stdout).toBe('');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the README leaves nothing out', () => {
  /** Every name stands as code in the first cell of a row of some table. */
  const rows = [...readme.matchAll(/^\| ([^|]*) \|/gm)].map(({ 1: cell = '' }) => cell);
  const tabled = new Set(rows.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(({ 1: code = '' }) => code)));
  const headerOf = (csv: string) => (csv.split('\n', 1)[0] ?? '').split(',');

  it.each<[string, readonly string[]]>([
    ['samplers', Object.keys(samplers)],
    ['pruners', Object.keys(pruners)],
    ['optimizers', Object.keys(optimizers)],
    ['losses', Object.keys(losses)],
    ['augmentations', Object.keys(augmentations)],
    ['schedules', Object.keys(schedules)],
    ['metrics', Object.keys(metrics)],
    ['study controls', Object.keys(studyControlsShape)],
    ['models', Object.keys(modelFamilies)],
    ['presets', Object.keys(presets)],
    ['engines', engineNames],
  ])('%s', (_, names) => {
    expect(names.filter((name) => !tabled.has(name))).toEqual([]);
  });

  it('options of optimizers, with their defaults', () => {
    for (const [name, { defaults, weightDecay }] of Object.entries<Optimizer>(optimizers)) {
      const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
      for (const [option, value] of Object.entries({ ...defaults, ...(weightDecay && { weightDecay }) })) {
        expect(row).toContain(`\`${option}\` ${String(value)}`);
      }
    }
  });

  it('options of schedules', () => {
    for (const [name, { options }] of Object.entries(schedules)) {
      const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
      const missing = Object.keys(options.shape).filter((option) => !row.includes(`\`${option}\``));
      expect(missing.filter((option) => option !== 'by')).toEqual([]);
    }
  });

  it('data sets', () => {
    const calls = [...tabled].map((code) => code.replace(/\(.*/, ''));
    const names = Object.values(datasets).map(({ name }) => name);
    expect(names.filter((name) => !calls.includes(name))).toEqual([]);
  });

  it('columns of the CSV files', async () => {
    const study = { objectives: [], constraints: [], space: {} };
    for (const task of ['classification', 'regression'] as const) {
      const ranking = headerOf(await renderRankingCsv([], study, task));
      const curves = headerOf([...renderLearningCurvesCsv([], task)].join(''));
      // A regression's scores are mentioned beside those of a classification.
      const documented = (column: string) => readme.includes(`\`${column}\``) || column.endsWith('_r2');
      const importance = headerOf(await renderImportanceCsv([]));
      const initialisation = headerOf(await renderInitialisationCsv([]));
      expect([...ranking, ...curves, ...importance, ...initialisation].filter((column) => !documented(column))).toEqual(
        [],
      );
    }
  });

  it('exit codes', () => {
    expect(Object.values(exitCodes).filter((code) => !readme.includes(`\n| ${code} |`))).toEqual([]);
  });

  it('options of `ortune studies` and its commands', async () => {
    const [, section = ''] = readme.split('### `ortune studies`');
    const text = section.slice(0, section.search(/^##/m));
    const { stdout } = await runCli(['help', 'studies'], root);
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) \[options\]/gm)].map(({ 1: command = '' }) => command);
    expect(commands.length).toBeGreaterThan(3);
    for (const command of commands) {
      expect(text).toContain(`\`ortune studies ${command} `);
      const { stdout: help } = await runCli(['studies', command, '--help'], root);
      const options = [...help.matchAll(/^ {2}(--[\w-]+(?: <[^>]+>)?)/gm)].map(({ 1: option = '' }) => option);
      expect(options.filter((option) => !text.includes(`\`${option}\``))).toEqual([]);
    }
  });

  it.each([
    'tune',
    'worker',
    'lr-find',
    'bench',
    'tune-session',
    'search-architecture',
    'export',
    'report',
    'show',
    'dashboard',
    'samplers',
    'doctor',
  ])('options of `ortune %s`', async (command) => {
    const { stdout } = await runCli(['help', command], root);
    const [, section = ''] = readme.split(`### \`ortune ${command}`);
    const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+(?: <[^>]+>)?)/gm)].map(
      ({ 1: option = '' }) => option,
    );
    const text = section.slice(0, section.search(/^##/m));
    expect(options.length).toBeGreaterThan(1);
    expect(options.filter((option) => option !== '--help' && !text.includes(`\`${option}\``))).toEqual([]);
  });
});

describe('links lead somewhere', () => {
  /** As GitHub makes anchors of headings. */
  const anchorsOf = (text: string) =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(({ 1: heading = '' }) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );

  it.each(pages)('%s', (page) => {
    const text = readFileSync(join(root, page), 'utf8');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(({ 1: target = '' }) => target);
    const dead = links.filter((target) => {
      if (/^https?:/.test(target)) return false;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? join(root, page) : join(root, dirname(page), path);
      if (!existsSync(file)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
    });
    expect(dead).toEqual([]);
  });
});
