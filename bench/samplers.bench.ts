import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { isSamplerName, samplers } from '../pipeline/search/samplers/registry.js';
import { closedForms } from './samplers/closed-forms.js';
import { loadLookUpTables } from './samplers/look-up-tables.js';
import { Optuna } from './samplers/optuna.js';
import { type Run, referenceLoss, runOptuna, runSampler } from './samplers/run-task.js';
import { parseRuns, renderRuns } from './samplers/runs-csv.js';
import { renderComparison } from './samplers/summary.js';

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
    /** Only tasks whose names contain this. */
    only: { type: 'string', default: '' },
    csv: { type: 'string', default: 'reports/bench/samplers.csv' },
    /** Runs of an earlier CSV to compare with, in place of running them again. */
    with: { type: 'string' },
    /** The sampler all others are compared with. */
    against: { type: 'string', default: 'optuna-tpe' },
  },
});

const tasks = [...closedForms, ...(options.tables ? loadLookUpTables(options.tables) : [])].filter(({ name }) =>
  name.includes(options.only),
);
const seeds = Array.from({ length: Number(options.seeds) }, (_, seed) => seed);
const runs: Run[] = [];
const earlier = options.with ? parseRuns(readFileSync(options.with, 'utf8')) : [];
runs.push(...earlier.filter((run) => run.seed < seeds.length && tasks.some(({ name }) => name === run.task)));

const optuna = options.peers ? new Optuna(options.peers) : undefined;
for (const task of tasks) {
  const reference = referenceLoss(task);
  for (const name of options.samplers.split(',').filter(Boolean)) {
    if (!isSamplerName(name)) throw new Error(`unknown sampler ${name}`);
    for (const seed of seeds) runs.push(runSampler(task, samplers[name].create({}), seed, reference));
  }
  if (optuna) {
    for (const name of options.optuna.split(',').filter(Boolean)) {
      for (const seed of seeds) runs.push(await runOptuna(task, optuna, name, seed, reference));
    }
  }
  process.stderr.write(`${task.name} `);
}
await optuna?.close();
process.stderr.write('\n');

mkdirSync(dirname(options.csv), { recursive: true });
writeFileSync(options.csv, renderRuns(runs));
process.stdout.write(renderComparison(runs, options.against));
process.stdout.write(`runs: ${options.csv}\n`);
