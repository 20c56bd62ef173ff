import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';
import type { StudyDefinition } from '../../pipeline/study/define-study.js';

/** The compiled command line: what users run. `npm test` has setup.mjs compile it first. */
const cli = fileURLToPath(new URL('../../dist/pipeline/cli.js', import.meta.url));

export interface CliResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export function startCli(args: readonly string[], cwd: string, more: Readonly<Record<string, string>> = {}) {
  if (!existsSync(cli)) throw new Error('dist is missing: run `node setup.mjs`');
  // Neither colour nor a live view, wherever the tests run.
  const env = { NO_COLOR: '1', CI: '1', FORCE_COLOR: undefined, NODE_OPTIONS: undefined, ...more };
  return execaNode(cli, args, { cwd, env, reject: false, stdin: 'ignore', nodeOptions: [], all: true });
}

export async function runCli(args: readonly string[], cwd: string): Promise<CliResult> {
  const { exitCode, stdout, stderr } = await startCli(args, cwd);
  return { exitCode, stdout, stderr };
}

/** As `runCli`, but ended when all trials are trained: timing them takes longer than training such small ones. */
export async function runUntimed(args: readonly string[], cwd: string): Promise<CliResult> {
  const command = startCli(args, cwd);
  for await (const line of command) if (/^benchmark: |"benchmark-started"/.test(String(line))) command.kill('SIGINT');
  const { exitCode, stdout, stderr } = await command;
  return { exitCode, stdout, stderr };
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'ortune-cli-'));
}

/** The parts of a small study on wine, as source text; those given replace the default ones. */
export type StudySource = Partial<Record<keyof typeof smallStudy | keyof StudyDefinition | 'before', string>>;

const smallStudy = {
  name: `'small'`,
  dataset: 'wine()',
  space: `{ learningRate: float(0.005, 0.05, { scale: 'log' }), units: choice([4, 8]) }`,
  model: '(hp, task) => mlp({ ...task, hiddenUnits: hp.units, layers: 1 })',
  training: `(hp) => ({ epochs: 2, batchSize: 32, optimizer: { name: 'adam', learningRate: hp.learningRate } })`,
  objectives: `[maximize('validation.accuracy')]`,
  trials: '2',
  workers: '1',
  // That figures are there is what these tests look at, not how exact they are.
  benchmark: '{ seconds: 0.3 }',
};

/** Writes a study file. `before` is code above the study. @returns its path */
export async function writeStudy(folder: string, { before = '', ...parts }: StudySource = {}): Promise<string> {
  const options = Object.entries({ ...smallStudy, ...parts }).map(([name, text]) => `  ${name}: ${text},\n`);
  const file = join(folder, 'small.study.ts');
  const source = `import * as ortune from 'ortune';
const { atMost, choice, cifar10, csv, defineStudy, float, idx, int, maximize, minimize, mlp, soft, wine } = ortune;
${before}
export default defineStudy({\n${options.join('')}});\n`;
  await writeFile(file, source);
  return file;
}

/** A CSV as a list of its columns, read by name. */
export function parseRows(csv: string): readonly Readonly<Record<string, string>>[] {
  const [header = '', ...lines] = csv.trimEnd().split(/\r?\n/);
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(splitCells(line).map((cell, i) => [names[i] ?? '', cell])));
}

function splitCells(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
}
