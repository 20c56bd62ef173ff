import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { isSamplerName, samplers } from '../pipeline/search/samplers/registry.js';
import { closedForms } from './samplers/closed-forms.js';
import { loadLookUpTables } from './samplers/look-up-tables.js';
import { Optuna } from './samplers/optuna.js';
import { renderRatios, renderRegrets, renderVersions } from './samplers/render-quality.js';
import { type Run, referenceLoss, runOptuna, runSampler } from './samplers/run-task.js';
import { parseRuns, renderRuns } from './samplers/runs-csv.js';

/**
 * Samplers at equal trials: mean normalised regret (0 is the optimum, 1 the median of random settings) after 25, 50 and 100
 * trials, next to Optuna on the same functions and seeds.
 *
 *     npm run bench:samplers -- --peers FOLDER --tables FOLDER
 */
const { values: options } = parseArgs({
  options: {
    /** A virtual environment with Optuna; without it only our own samplers run. */
    peers: { type: 'string' },
    /** A folder with the look-up tables; without it only the closed forms run. */
    tables: { type: 'string' },
    samplers: { type: 'string', default: 'random,tpe,gp,auto' },
    optuna: { type: 'string', default: 'tpe' },
    seeds: { type: 'string', default: '20' },
    'first-seed': { type: 'string', default: '0' },
    /** Only tasks whose names contain one of these. */
    only: { type: 'string', default: '' },
    csv: { type: 'string', default: 'reports/bench/samplers.csv' },
    /** Earlier runs: what is in this CSV is not run again. */
    with: { type: 'string' },
    /** The sampler all others are compared with. */
    against: { type: 'string', default: 'optuna-tpe' },
  },
});

const tasks = [...closedForms, ...(options.tables ? loadLookUpTables(options.tables) : [])].filter(({ name }) =>
  options.only.split(',').some((part) => name.includes(part)),
);
const firstSeed = Number(options['first-seed']);
const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => firstSeed + i);
const earlier = options.with && existsSync(options.with) ? parseRuns(readFileSync(options.with, 'utf8')) : [];
const runs: Run[] = [];
const ours = options.samplers.split(',').filter(Boolean);
const theirs = options.optuna.split(',').filter(Boolean);

mkdirSync(dirname(options.csv), { recursive: true });
const optuna = options.peers ? new Optuna(options.peers) : undefined;
for (const task of tasks) {
  const reference = referenceLoss(task);
  const known = (sampler: string, seed: number) =>
    earlier.find((run) => run.task === task.name && run.sampler === sampler && run.seed === seed);
  for (const name of theirs) {
    for (const seed of seeds) {
      const run = known(`optuna-${name}`, seed) ?? (optuna && (await runOptuna(task, optuna, name, seed, reference)));
      if (run) runs.push(run);
    }
  }
  for (const name of ours) {
    if (!isSamplerName(name)) throw new Error(`unknown sampler ${name}`);
    const sampler = samplers[name].create({});
    for (const seed of seeds) runs.push(known(name, seed) ?? runSampler(task, sampler, seed, reference));
  }
  // After every task, so that an interrupted bench keeps what it measured.
  writeFileSync(options.csv, renderRuns(runs));
  process.stderr.write(`${task.name} `);
}
await optuna?.close();
process.stderr.write('\n');

process.stdout.write(
  `${renderVersions(runs)}\n\nMean normalised regret ± its standard error\n\n${renderRegrets(runs)}\n`,
);
for (const name of [...ours, ...theirs.map((theirs) => `optuna-${theirs}`)]) {
  const table = name === options.against ? '' : renderRatios(runs, name, options.against);
  if (table !== '') process.stdout.write(`\n${table}\n`);
}
process.stdout.write(`\nruns: ${options.csv}\n`);
