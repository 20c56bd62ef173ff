import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { renderCsv } from '../../pipeline/report/render-csv.js';
import { textTable } from '../text-table.js';
import { runTarget } from './targets/run-target.js';
import type { Target } from './targets/target.js';

/**
 * What the preset `auto` reaches on data of which it knows nothing, in a given time: test accuracy of the best trial,
 * which validation accuracy chose. Ten minutes each for MNIST and Fashion-MNIST, twenty for CIFAR-10, whose folder of
 * .bin files is an option; without it that one is left out.
 *
 *     node setup.mjs && npx tsx bench/methods/targets.bench.ts --cifar10 <folder>
 *
 * Two quiet cores; `--seconds 60` tries the whole thing out. Fashion-MNIST compares with published figures where
 * `--fashion-mnist` names a folder with the official files.
 */
const { values: options } = parseArgs({
  options: {
    /** Of each data set, instead of 600, 600 and 1,200. */
    seconds: { type: 'string' },
    datasets: { type: 'string', default: 'mnist,fashion-mnist,cifar10' },
    cifar10: { type: 'string' },
    'fashion-mnist': { type: 'string' },
    out: { type: 'string', default: 'reports/bench/targets' },
    csv: { type: 'string', default: 'reports/bench/targets.csv' },
  },
});
const secondsOr = (usual: number) => (options.seconds === undefined ? usual : Number(options.seconds));

const targets: readonly (Target & { readonly wanted?: number })[] = [
  { dataset: 'mnist', seconds: secondsOr(600), wanted: 0.99 },
  { dataset: 'fashion-mnist', seconds: secondsOr(600), folder: options['fashion-mnist'], wanted: 0.91 },
  ...(options.cifar10 === undefined
    ? []
    : [{ dataset: 'cifar10' as const, seconds: secondsOr(1200), folder: options.cifar10 }]),
];

mkdirSync(dirname(options.csv), { recursive: true });
const columns = [
  'dataset',
  'seconds_given',
  'seconds',
  'test_accuracy',
  'wanted',
  'validation_accuracy',
  'trials_complete',
  'trials_begun',
  'setting',
];
const rows: (string | number | undefined)[][] = [];
for (const { wanted, ...target } of targets.filter(({ dataset }) => options.datasets.split(',').includes(dataset))) {
  const result = await runTarget(target, options.out, (line) => process.stderr.write(`${target.dataset}: ${line}\n`));
  const { seconds, testAccuracy, validationAccuracy, complete, begun, setting } = result;
  rows.push([
    target.dataset,
    target.seconds,
    seconds,
    testAccuracy,
    wanted,
    validationAccuracy,
    complete,
    begun,
    setting,
  ]);
  // After each row: a run that is broken off has something to show.
  writeFileSync(options.csv, await renderCsv(columns, rows));
}

const cell = (value: string | number | undefined, digits: number) =>
  typeof value === 'number' ? value.toFixed(digits) : (value ?? '');
const table = rows.map(([dataset, given, seconds, test, wanted, , complete, begun]) => [
  cell(dataset, 0),
  cell(test, 4),
  cell(wanted, 2),
  `${cell(complete, 0)} of ${cell(begun, 0)}`,
  cell(seconds, 0),
  cell(given, 0),
]);
const header = ['data set', 'test accuracy', 'wanted', 'trials', 'seconds', 'given'];
process.stdout.write(`${textTable([header, ...table])}\nruns: ${options.csv}\n`);
