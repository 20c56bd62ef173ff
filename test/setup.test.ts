import { constants } from 'node:fs';
import { access, cp, mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaNode } from 'execa';
import { beforeEach, describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** Stands in for npm: notes that it was called and leaves the record that `npm ci` leaves. */
const npm = `
  const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
  appendFileSync('npm-calls.txt', process.argv.slice(2).join(' ') + '\\n');
  if (process.env.NPM_FAILS) { console.error('no registry'); process.exit(1); }
  mkdirSync('node_modules', { recursive: true });
  const { packages } = JSON.parse(require('node:fs').readFileSync('package-lock.json', 'utf8'));
  writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }));
`;

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ortune-setup-'));
  await cp(join(repository, 'setup.mjs'), join(root, 'setup.mjs'));
  const compilerOptions = { module: 'NodeNext', outDir: 'dist', rootDir: '.', strict: true, types: [] };
  const files: Readonly<Record<string, string>> = {
    'npm.js': npm,
    'package.json': '{ "type": "commonjs" }',
    'package-lock.json': lock('1.0.0'),
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['index.ts', 'pipeline'] }),
    'index.ts': 'export const answer: number = 42;\n',
    // Stands in for the bundling of the page, which has tests of its own.
    'build-page.mjs': "import { writeFileSync } from 'node:fs';\nwriteFileSync('dist/page.js', 'page');\n",
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
  await mkdir(join(root, 'pipeline'));
  await writeFile(join(root, 'pipeline', 'cli.ts'), '#!/usr/bin/env node\n');
});

/** A lock file of one package that is needed and one that only other platforms need. */
function lock(version: string): string {
  const packages = { '': {}, 'node_modules/needed': { version }, 'node_modules/other': { version, optional: true } };
  return JSON.stringify({ packages });
}

async function install(version: string): Promise<void> {
  await mkdir(join(root, 'node_modules'), { recursive: true });
  const record = JSON.stringify({ packages: { 'node_modules/needed': { version } } });
  await writeFile(join(root, 'node_modules', '.package-lock.json'), record);
}

/** The real compiler, without a copy of it. */
async function linkCompiler(): Promise<void> {
  for (const name of ['typescript', '@typescript']) {
    await symlink(join(repository, 'node_modules', name), join(root, 'node_modules', name));
  }
}

async function setup(env: Readonly<Record<string, string>> = {}) {
  const { stdout, stderr, exitCode } = await execaNode(join(root, 'setup.mjs'), {
    cwd: root,
    env: { npm_execpath: join(root, 'npm.js'), ...env },
    nodeOptions: [],
    reject: false,
  });
  const npmCalls = await readFile(join(root, 'npm-calls.txt'), 'utf8').catch(() => '');
  return { output: stdout + stderr, exitCode, npmCalls };
}

describe('setup.mjs', () => {
  it('leaves a command line that `npx` may start', async () => {
    await install('1.0.0');
    await linkCompiler();
    await setup();
    await access(join(root, 'dist', 'pipeline', 'cli.js'), constants.X_OK);
  });

  it('compiles what is new, then has nothing to do and says nothing', async () => {
    await install('1.0.0');
    await linkCompiler();
    expect(await setup()).toEqual({ output: 'setup: compiling TypeScript to dist', exitCode: 0, npmCalls: '' });
    expect(await readFile(join(root, 'dist', 'page.js'), 'utf8')).toBe('page');
    expect(await readFile(join(root, 'dist', 'index.js'), 'utf8')).toContain('answer = 42');
    expect(await setup()).toEqual({ output: '', exitCode: 0, npmCalls: '' });

    await writeFile(join(root, 'pipeline', 'new.ts'), 'export const more = 1;\n');
    expect((await setup()).output).toContain('compiling');
    expect(await readFile(join(root, 'dist', 'pipeline', 'new.js'), 'utf8')).toContain('more = 1');
  });

  it('names the mistake in a source that does not compile, each time', async () => {
    await install('1.0.0');
    await linkCompiler();
    await writeFile(join(root, 'index.ts'), `export const answer: number = 'many';\n`);
    for (const _attempt of [1, 2]) {
      const { output, exitCode } = await setup();
      expect(output).toContain(`index.ts(1,14): error TS2322`);
      expect(exitCode).toBe(1);
    }
  });

  it.each([
    ['missing', undefined],
    ['out of date', '0.9.0'],
  ])('installs dependencies that are %s', async (state, version) => {
    if (version) await install(version);
    // The stand-in for npm installs no compiler, so what follows cannot succeed.
    const { output, npmCalls } = await setup();
    expect(output).toMatch(new RegExp(`^setup: dependencies are ${state}, installing`));
    expect(npmCalls).toMatch(/^ci /);
  });

  it('explains an installation that fails', async () => {
    const { output, exitCode } = await setup({ NPM_FAILS: 'yes' });
    expect(output).toMatch(/`npm ci` failed:[\s\S]*no registry[\s\S]*npm ping/);
    expect(exitCode).toBe(1);
  });
});
