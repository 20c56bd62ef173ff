import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { PrunerChoice } from '../pipeline/search/pruners/registry.js';
import { type Contender, ourContender } from './pruners/contender.js';
import { loadLearningCurves } from './pruners/learning-curve-tables.js';
import { OptunaPruners } from './pruners/optuna.js';
import { powerLaws } from './pruners/power-laws.js';
import { renderByTask, renderOverall, renderVersions } from './pruners/render-comparison.js';
import { type Run, renderRuns, runPruner, unprunedSearch } from './pruners/runs.js';

/**
 * What pruners save and what that costs: a random search over known learning curves, in simulated time with one or more
 * workers, with each pruner and without. The final loss found as a ratio to the unpruned search, and the share of its epochs.
 *
 *     npm run bench:pruners -- --tables FOLDER --peers FOLDER
 */
const { values: options } = parseArgs({
  options: {
    /** A folder with TaskSet's learning curves; without it only the synthetic power laws are searched. */
    tables: { type: 'string' },
    /** A virtual environment with Optuna, whose pruners are then compared too. */
    peers: { type: 'string' },
    optuna: { type: 'string', default: 'median,asha,hyperband' },
    trials: { type: 'string', default: '200' },
    workers: { type: 'string', default: '1,8' },
    seeds: { type: 'string', default: '20' },
    'first-seed': { type: 'string', default: '0' },
    /** Only pruners whose names contain one of these. */
    only: { type: 'string', default: '' },
    csv: { type: 'string', default: 'reports/bench/pruners.csv' },
  },
});

/** Each with its defaults; the losses of all tables are cross-entropies of two classes, where guessing has ln 2 = 0.69. */
const choices: Readonly<Record<string, PrunerChoice>> = {
  median: 'median',
  percentile: 'percentile',
  threshold: { name: 'threshold', upper: 0.75, warmup: 4 },
  patience: 'patience',
  'patience+median': { name: 'patience', pruner: 'median' },
  asha: 'asha',
  hyperband: 'hyperband',
};

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const optuna = options.peers ? new OptunaPruners(options.peers) : undefined;
const contenders: Contender[] = Object.entries(choices).map(([name, choice]) =>
  ourContender(name, choice, `ortune ${version}, Node ${process.version}`),
);
for (const name of options.optuna.split(',').filter(Boolean)) {
  if (optuna) contenders.push(await optuna.contender(name));
}

const tasks = [...(options.tables ? loadLearningCurves(options.tables) : []), powerLaws(20), powerLaws(100)];
const firstSeed = Number(options['first-seed']);
const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => firstSeed + i);
const trials = Number(options.trials);
const only = options.only.split(',');
const runs: Run[] = [];
for (const task of tasks) {
  for (const workers of options.workers.split(',').map(Number)) {
    const searches = seeds.map((seed) => ({ task, seed, trials, workers }));
    const unpruned = await Promise.all(searches.map(unprunedSearch));
    for (const contender of contenders.filter(({ name }) => only.some((part) => name.includes(part)))) {
      for (const [i, search] of searches.entries()) {
        const base = unpruned[i];
        if (base) runs.push(await runPruner(search, contender, base));
      }
    }
  }
  process.stderr.write(`${task.name} `);
}
await optuna?.close();
process.stderr.write('\n');

mkdirSync(dirname(options.csv), { recursive: true });
writeFileSync(options.csv, renderRuns(runs));
process.stdout.write(
  `${renderVersions(runs, trials)}\n\n${renderByTask(runs)}\n\n${renderOverall(runs)}\n\nruns: ${options.csv}\n`,
);
