import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { fashionMnist } from '../../datasets/index.js';
import { convNet } from '../../models/index.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { renderCsv } from '../../pipeline/report/render-csv.js';
import type { ScheduleChoice } from '../../pipeline/train/schedules/registry.js';
import { textTable } from '../text-table.js';
import type { MethodNetwork } from './networks.js';
import { trainWith } from './train-with.js';

/**
 * Epochs until a validation accuracy is reached on Fashion-MNIST: at the best constant rate, on triangular cycles, and in
 * one cycle, which is tried in full at each length, because it is good only at its end.
 *
 *     npx tsx bench/methods/schedules.bench.ts
 *
 * About a quarter of an hour on two quiet cores; `--train 1000 --epochs 3 --seeds 1 --target 0.7` takes a minute.
 */
const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    train: { type: 'string', default: '8000' },
    epochs: { type: 'string', default: '12' },
    target: { type: 'string', default: '0.88' },
    'batch-size': { type: 'string', default: '64' },
    /** Of SGD with momentum 0.9; for the cycles they are the highest. */
    rates: { type: 'string', default: '0.01,0.02,0.04,0.08' },
    threads: { type: 'string', default: '2' },
    csv: { type: 'string', default: 'reports/bench/schedules.csv' },
  },
});
const [most, target] = [Number(options.epochs), Number(options.target)];
const rates = options.rates.split(',').map(Number);

const engine = await openEngine('onnx', { threads: Number(options.threads) });
await engine.activate();
const network: MethodNetwork = {
  name: 'convNet, Fashion-MNIST',
  dataset: fashionMnist({ train: Number(options.train), validation: 4000, test: 100 }),
  build: (_, task) => convNet({ ...task, filters: 8, denseUnits: 64 }),
};
const data = await network.dataset.load();
mkdirSync(dirname(options.csv), { recursive: true });

/** The first epoch of a training at which the target is reached; infinite where it is not. */
async function epochsUntil(seed: number, rate: number, epochs: number, schedule: ScheduleChoice): Promise<number> {
  const optimizer = { name: 'momentum', learningRate: rate } as const;
  const plan = { epochs, batchSize: Number(options['batch-size']), optimizer, schedule };
  const { history } = await trainWith({ engine, network, data, seed }, plan, ({ validationScore }) =>
    validationScore >= target ? 'stop' : 'continue',
  );
  const last = history.at(-1);
  return last && last.validationScore >= target ? last.epoch : Number.POSITIVE_INFINITY;
}

async function oneCycleEpochs(seed: number, rate: number): Promise<number> {
  for (let epochs = 1; epochs <= most; epochs++) {
    if ((await epochsUntil(seed, rate, epochs, 'oneCycle')) <= epochs) return epochs;
  }
  return Number.POSITIVE_INFINITY;
}

const contenders: Readonly<Record<string, (seed: number, rate: number) => Promise<number>>> = {
  constant: (seed, rate) => epochsUntil(seed, rate, most, 'constant'),
  triangular: (seed, rate) => epochsUntil(seed, rate, most, { name: 'triangular', low: 0.1, halfCycle: 1 }),
  oneCycle: oneCycleEpochs,
};

const columns = ['seed', 'schedule', 'learning_rate', 'epochs'];
const rows: (string | number)[][] = [];
for (let seed = 1; seed <= Number(options.seeds); seed++) {
  for (const [name, epochsOf] of Object.entries(contenders)) {
    for (const rate of rates) {
      rows.push([seed, name, rate, await epochsOf(seed, rate)]);
      // After each row: a run that is broken off has something to show.
      writeFileSync(options.csv, await renderCsv(columns, rows));
      process.stderr.write('.');
    }
  }
}

/** Of each schedule with its best rate, over the seeds. */
const summary = Object.keys(contenders).map((name) => {
  const means = rates.map((rate) => {
    const epochs = rows.filter(([, schedule, at]) => schedule === name && at === rate).map((row) => Number(row[3]));
    return { rate, epochs, mean: epochs.reduce((sum, value) => sum + value, 0) / epochs.length };
  });
  const best = means.reduce((a, b) => (b.mean < a.mean ? b : a));
  return [name, String(best.rate), best.epochs.join(' '), best.mean.toFixed(2)];
});
process.stdout.write(
  `\nepochs until a validation accuracy of ${target} (${options.train} images), each schedule at its best rate\n` +
    `${textTable([['schedule', 'rate', 'each seed', 'mean'], ...summary])}\nruns: ${options.csv}\n`,
);
