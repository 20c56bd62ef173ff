// Makes a fresh clone ready to run: installs the dependencies when they are missing or out of date, and compiles
// `dist` when a source has changed. Every npm script calls it first; it says nothing when there is nothing to do.
// Plain Node without imports from node_modules: it is what runs before there are any.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const inRoot = (...parts) => join(root, ...parts);
const buildStamp = inRoot('dist', '.built-from');

/** What tsconfig.json includes, and what decides how it is compiled. */
const sourceFolders = ['pipeline', 'models', 'datasets', 'presets'];
const sourceFiles = ['index.ts', 'tsconfig.json', 'build-page.mjs', 'package-lock.json'];

const oldestNode = [20, 19];

checkNode();
if (!installed()) install();
const sources = hashOfSources();
if (readIfThere(buildStamp) !== sources) build(sources);

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    fail(`Node ${oldestNode.join('.')} or newer is needed, this is ${process.versions.node}.`);
  }
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm leaves its own record of what it installed in
 * node_modules/.package-lock.json, written last, so an interrupted installation has none. Optional packages of other
 * platforms, or whose installation failed, are absent from it by right.
 */
function installed() {
  const record = readIfThere(inRoot('node_modules', '.package-lock.json'));
  if (record === undefined) return false;
  const present = JSON.parse(record).packages ?? {};
  const wanted = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    return present[path] === undefined ? optional === true : present[path].version === version;
  });
}

function install() {
  const state = existsSync(inRoot('node_modules')) ? 'out of date' : 'missing';
  console.error(`setup: dependencies are ${state}, installing them with \`npm ci\` (about a minute)`);
  // Under `npm start` npm itself is at npm_execpath; on Windows a bare `npm` is a .cmd file and needs a shell.
  const npm = process.env.npm_execpath?.endsWith('.js') ? [process.execPath, process.env.npm_execpath] : ['npm'];
  // No package's own install script runs: those of onnxruntime-node and tfjs-node download from outside the registry,
  // and none is needed, since the binaries in use are inside the packages.
  const args = [...npm.slice(1), 'ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund'];
  // Output is shown only when it explains a failure: npm's notes about packages' install scripts are not for users.
  const result = spawnSync(npm[0], args, {
    cwd: root,
    encoding: 'utf8',
    shell: npm.length === 1 && process.platform === 'win32',
  });
  if (result.status !== 0) {
    fail(
      `\`npm ci\` failed:\n\n${(result.error?.message ?? '') + result.stdout + result.stderr}\n` +
        'setup: check that the package registry can be reached (`npm ping`) and that package-lock.json fits ' +
        'package.json (`npm install` makes it fit), then try again.',
    );
  }
}

function hashOfSources() {
  const hash = createHash('sha256');
  for (const file of [...sourceFiles, ...sourceFolders.flatMap(compiledFiles)].sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(inRoot(file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function compiledFiles(folder) {
  if (!existsSync(inRoot(folder))) return [];
  return readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|json|css)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)));
}

function build(hash) {
  console.error('setup: compiling TypeScript to dist');
  // Sources may have been renamed or deleted since: their old output must not be found.
  rmSync(inRoot('dist'), { recursive: true, force: true });
  run(inRoot('node_modules', 'typescript', 'bin', 'tsc'), '-p', inRoot('tsconfig.json'));
  run(inRoot('build-page.mjs'));
  // npm makes the bin of a package executable when it installs it; in a clone `npx ortune` would be refused.
  chmodSync(inRoot('dist', 'pipeline', 'cli.js'), 0o755);
  writeFileSync(buildStamp, hash);
}

function run(...args) {
  const result = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (result.status !== 0) fail(`compiling failed:\n\n${result.error?.message ?? ''}${result.stdout}${result.stderr}`);
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function fail(message) {
  console.error(`setup: ${message}`);
  process.exit(1);
}
