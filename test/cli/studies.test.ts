import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRows, runCli } from './run-cli.js';

const fixture = (name: string) => fileURLToPath(new URL(`../store/fixtures/${name}.db`, import.meta.url));
const every = 'every kind of trial: é ☃';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-studies-'));
  await copyFile(fixture('optuna-5'), join(folder, 'optuna.db'));
});
afterAll(() => rm(folder, { recursive: true }));

const studies = (...args: string[]) => runCli(['studies', ...args], folder);

/** Of a command that works: what it prints. */
async function printed(...args: string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await studies(...args);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return stdout;
}

describe('ortune studies', () => {
  it('explains itself with examples', async () => {
    const text = await printed('--help');
    expect(text).toMatch(
      /^Usage: ortune studies[\s\S]*list[\s\S]*show[\s\S]*export[\s\S]*delete[\s\S]*rename[\s\S]*copy/,
    );
    expect(text).toContain('Example:\n  ortune studies list --storage');
  });

  it('list names all studies with their trials', async () => {
    const text = await printed('list', '--storage', 'sqlite:///optuna.db');
    expect(text).toMatch(/^tuned +minimize +7 +5 +0 +0 +0 {2}\d{4}-\d\d-\d\d \d\d:\d\d {2}\d{4}-\d\d-\d\d \d\d:\d\d$/m);
    expect(text).toMatch(/^two objectives +minimize, maximize +10 +0 +0 +0 +0 /m);
    expect(text).toMatch(/^every kind of trial: é ☃ +maximize +10 +2 +1 +1 +2 /m);
  });

  it('show tells the best trial, of several objectives the front', async () => {
    const text = await printed('show', 'tuned', '--storage', 'optuna.db');
    expect(text).toMatch(/^objectives +minimize value$/m);
    expect(text).toMatch(/^trials +7 complete, 5 pruned, 0 failed, 0 running, 0 waiting$/m);
    expect(text).toMatch(/^ +2 {2}0\.\d+ {2}rate 0\.01068, momentum 0\.5, units 16, optimizer sgd, decay 0\.\d+$/m);
    const front = JSON.parse(await printed('show', 'two objectives', '--storage', 'optuna.db', '--json'));
    expect(front.objectives).toEqual([
      { name: 'loss', direction: 'minimize' },
      { name: 'accuracy', direction: 'maximize' },
    ]);
    expect(front.best.every(({ constraints }: { constraints: number[] }) => (constraints[0] ?? 1) <= 0)).toBe(true);
  });

  it('export writes every trial as a row', async () => {
    const text = await printed('export', every, '--storage', 'optuna.db');
    const rows = parseRows(text);
    expect(rows).toHaveLength(16);
    expect(rows.map(({ state }) => state).slice(-4)).toEqual(['FAIL', 'RUNNING', 'WAITING', 'WAITING']);
    // Where a choice has True before 1, Optuna takes 1 for True.
    expect(rows.slice(0, 7).map((row) => row['hp.choice'])).toEqual(['a', 'null', 'true', 'true', '2.5', 'é', '1']);
    expect(rows[7]?.value).toBe('Infinity');
    expect(rows[8]).toMatchObject({ constraint_0: '-0.5', constraint_1: 'Infinity' });
    expect(rows[14]).toMatchObject({ 'user.note': 'try this', started: '', seconds: '' });
  });

  it('export writes JSON with everything', async () => {
    const out = join(folder, 'all.json');
    const said = await printed('export', every, '--storage', 'optuna.db', '--format', 'json', '--out', out);
    expect(said).toBe(`${out}: 16 trials of ${every}`);
    const study = JSON.parse(await readFile(out, 'utf8'));
    expect(study.userAttributes.nan.slice(0, 3)).toEqual(['NaN', 'Infinity', { '-inf': '-Infinity' }]);
    expect(study.trials[8].reports).toEqual([
      { step: 0, values: ['-Infinity'] },
      { step: 3, values: [0.25] },
      { step: 5, values: ['NaN'] },
      { step: 10, values: ['Infinity'] },
    ]);
    expect(study.trials[14].systemAttributes.fixed_params).toEqual({ float: 0.25, choice: null });
  });

  it('copy, rename and delete leave the other studies alone', async () => {
    expect(await printed('copy', 'watched', '--storage', 'optuna.db', '--to', 'copies.db')).toBe(
      'copied watched with its 3 trials to watched in copies.db',
    );
    await printed('copy', 'tuned', '--storage', 'optuna.db', '--to', 'sqlite:///copies.db', '--name', 'tuned again');
    const original = await printed('export', 'tuned', '--storage', 'optuna.db');
    expect(await printed('export', 'tuned again', '--storage', 'copies.db')).toBe(original);
    expect(await printed('rename', 'watched', 'seen', '--storage', 'copies.db')).toBe(
      'renamed watched to seen in copies.db',
    );
    expect(await printed('delete', 'tuned again', '--storage', 'copies.db')).toBe(
      'deleted tuned again with its 12 trials from copies.db',
    );
    const left = JSON.parse(await printed('list', '--storage', 'copies.db', '--json'));
    expect(left.map(({ name }: { name: string }) => name)).toEqual(['seen']);
    // The only study of a storage need not be named.
    expect(await printed('show', '--storage', 'copies.db')).toMatch(/^study +seen$/m);
    await printed('delete', 'seen', '--storage', 'copies.db');
    expect(await printed('list', '--storage', 'copies.db')).toBe('no studies in copies.db');
    expect(await readdir(folder)).not.toContain('copies.db-wal');
  });

  it.each<[string, string[], string]>([
    ['no storage', ['list'], "required option '--storage <url>' not specified"],
    ['no command', [], 'Usage: ortune studies'],
    [
      'an unknown format',
      ['export', 'tuned', '--storage', 'optuna.db', '--format', 'xml'],
      'Allowed choices are csv, json',
    ],
  ])('%s is a wrong use', async (_, args, message) => {
    const { stderr, exitCode } = await studies(...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });

  it.each<[string, string[], string]>([
    ['a missing file', ['list', '--storage', 'none.db'], 'storage `none.db`: there is no such file'],
    [
      'a name that is taken',
      ['rename', 'tuned', 'watched', '--storage', 'optuna.db'],
      'a study named `watched` already',
    ],
    ['a mistyped study', ['copy', 'tund', '--storage', 'optuna.db', '--to', 'new.db'], 'did you mean `tuned`?'],
    [
      'a file that cannot be written',
      ['export', 'tuned', '--storage', 'optuna.db', '--out', 'no/a.csv'],
      'make its folder',
    ],
    ['an unreachable server', ['list', '--storage', 'postgresql://me:hidden@127.0.0.1:1/b'], 'check host and port'],
  ])('%s fails with one clear line', async (_, args, message) => {
    const { stderr, exitCode } = await studies(...args);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^ortune: .*$/);
    expect(stderr).not.toContain('hidden');
    expect(exitCode).toBe(1);
    expect(await readdir(folder)).not.toContain('new.db');
  });
});
