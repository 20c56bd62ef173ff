import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { randomStream } from '../pipeline/random/random-stream.js';
import { importance } from '../pipeline/rank/importance/importance.js';
import type { ObservedTrial } from '../pipeline/search/observed-trial.js';
import { samplers } from '../pipeline/search/samplers/registry.js';
import { closedForms, importanceByEnumeration, type KnownTask } from './importance/known-shares.js';
import { type History, optunaImportance } from './importance/optuna.js';
import { loadLookUpTables } from './samplers/look-up-tables.js';
import { textTable } from './text-table.js';

/**
 * How far fANOVA's importance is from the truth: closed forms, and complete grids of real trainings of which it is known by
 * enumeration. The error is half the sum of the absolute differences, 0 to 1; beside it that of Optuna on the same trials.
 *
 *     npm run bench:importance -- --peers FOLDER --tables FOLDER
 */
const { values: options } = parseArgs({
  options: {
    /** A virtual environment with Optuna and scikit-learn; without it only our own runs. */
    peers: { type: 'string' },
    /** A folder with the look-up tables; without it only the closed forms run. */
    tables: { type: 'string' },
    samplers: { type: 'string', default: 'random,tpe' },
    trials: { type: 'string', default: '50,200' },
    seeds: { type: 'string', default: '5' },
    csv: { type: 'string', default: 'reports/bench/importance.csv' },
  },
});

const tables = options.tables ? loadLookUpTables(options.tables) : [];
const tasks: readonly KnownTask[] = [
  ...closedForms,
  ...tables.map(({ name, space, loss }) => ({
    name,
    space,
    loss,
    importance: importanceByEnumeration(space, loss),
  })),
];

function search({ space, loss }: KnownTask, sampler: string, count: number, seed: number): History['trials'] {
  const method = samplers[sampler as keyof typeof samplers].create({});
  const trials: ObservedTrial[] = [];
  const outline = { seed, trials: count };
  while (trials.length < count) {
    const number = trials.length;
    const parameters = method.suggest(space, trials, randomStream(seed, number, 'sampler'), outline);
    if (!parameters) break;
    trials.push({ number, state: 'COMPLETE', parameters, losses: [loss(parameters)] });
  }
  return trials.map(({ parameters, losses: [value = Number.NaN] }) => ({ params: parameters, values: [value] }));
}

function ourImportance({ space, trials }: History) {
  const before = process.cpuUsage();
  const hyperparameters = importance(space, trials)[0]?.hyperparameters ?? [];
  const { user, system } = process.cpuUsage(before);
  const found = Object.fromEntries(hyperparameters.map((one) => [one.hyperparameter, one.importance]));
  return { importance: found, seconds: (user + system) / 1e6 };
}

const errorOf = (task: KnownTask, found: Readonly<Record<string, number>>) =>
  Object.keys(task.space).reduce(
    (sum, name) => sum + Math.abs((found[name] ?? 0) - (task.importance[name] ?? 0)) / 2,
    0,
  );

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

interface Row {
  readonly task: string;
  readonly sampler: string;
  readonly trials: number;
  /** Mean error over the seeds. */
  readonly ours: number;
  readonly theirs?: number;
}

const seeds = Array.from({ length: Number(options.seeds) }, (_, seed) => seed);
const rows: Row[] = [];
const seconds = { ours: [] as number[], theirs: [] as number[] };
let version = '';
for (const task of tasks) {
  for (const sampler of options.samplers.split(',')) {
    for (const count of options.trials.split(',').map(Number)) {
      const histories = seeds.map((seed) => ({ space: task.space, trials: search(task, sampler, count, seed) }));
      const ours = histories.map(ourImportance);
      const theirs = options.peers ? await optunaImportance(options.peers, histories) : undefined;
      version = theirs?.[0]?.version ?? version;
      seconds.ours.push(...ours.map((one) => one.seconds));
      seconds.theirs.push(...(theirs ?? []).map((one) => one.seconds));
      rows.push({
        task: task.name,
        sampler,
        trials: count,
        ours: mean(ours.map((one) => errorOf(task, one.importance))),
        ...(theirs && { theirs: mean(theirs.map((one) => errorOf(task, one.importance))) }),
      });
      process.stderr.write('.');
    }
  }
}
process.stderr.write('\n');

const digits = (value: number | undefined) => value?.toFixed(3) ?? '';
const cellsOf = (row: Row) => [row.task, row.sampler, String(row.trials), digits(row.ours), digits(row.theirs)];

/** Over the tasks, one for each sampler and number of trials. */
function meanRows(): readonly Row[] {
  const [first] = tasks;
  return rows
    .filter(({ task }) => task === first?.name)
    .map(({ sampler, trials }) => {
      const group = rows.filter((row) => row.sampler === sampler && row.trials === trials);
      const theirs = group.flatMap((row) => row.theirs ?? []);
      const ours = mean(group.map((row) => row.ours));
      return { task: 'mean', sampler, trials, ours, ...(theirs.length > 0 && { theirs: mean(theirs) }) };
    });
}

const header = ['task', 'sampler', 'trials', 'ortune', 'optuna'];
const table = textTable([header, ...[...rows, ...meanRows()].map(cellsOf)], 2);
process.stdout.write(`Error of fANOVA's importance, mean of ${seeds.length} seeds\n\n${table}\n\n`);
process.stdout.write(`processor time a history: ortune ${digits(mean(seconds.ours))} s`);
process.stdout.write(version ? `, Optuna ${version} ${digits(mean(seconds.theirs))} s\n` : '\n');
mkdirSync(dirname(options.csv), { recursive: true });
writeFileSync(options.csv, [header, ...rows.map(cellsOf)].map((row) => `${row.join(',')}\n`).join(''));
process.stdout.write(`errors: ${options.csv}\n`);
