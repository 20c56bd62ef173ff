import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { mnist } from '../../datasets/index.js';
import { convNet } from '../../models/index.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { shuffledIndices } from '../../pipeline/random/shuffled-indices.js';
import { renderCsv } from '../../pipeline/report/render-csv.js';
import type { AugmentationChoice } from '../../pipeline/train/augmentation/registry.js';
import { buildModel } from '../../pipeline/train/build-model.js';
import { resolvePlan } from '../../pipeline/train/resolve-plan.js';
import { createUpdateTrainer } from '../../pipeline/train/train-update.js';
import { textTable } from '../text-table.js';

/**
 * What augmentation costs: time of training steps of a LeNet-like network on MNIST with each augmentation, as a multiple
 * of those without. All take turns, so that what else the machine does falls on all of them; a ratio is of one turn.
 *
 *     npx tsx bench/methods/augmentation.bench.ts
 *
 * A minute on two cores. With `--time wall` wall time instead of CPU time, for a quiet machine.
 */
const { values: options } = parseArgs({
  options: {
    turns: { type: 'string', default: '15' },
    steps: { type: 'string', default: '20' },
    'batch-size': { type: 'string', default: '64' },
    /** Of the first of two convolutions. */
    filters: { type: 'string', default: '8' },
    threads: { type: 'string', default: '1' },
    time: { type: 'string', default: 'cpu' },
    csv: { type: 'string', default: 'reports/bench/augmentation.csv' },
  },
});
const [turns, steps, batchSize] = [Number(options.turns), Number(options.steps), Number(options['batch-size'])];

const contenders: Readonly<Record<string, readonly AugmentationChoice[]>> = {
  none: [],
  flip: ['flip'],
  shift: ['shift'],
  crop: ['crop'],
  cutout: ['cutout'],
  mixup: ['mixup'],
  'shift, cutout': ['shift', 'cutout'],
  'all five': ['flip', 'shift', 'crop', 'cutout', 'mixup'],
};

const engine = await openEngine('onnx', { threads: Number(options.threads) });
await engine.activate();
const data = await mnist({ train: batchSize * steps, validation: 10, test: 10 }).load();
const order = shuffledIndices(batchSize * steps, randomStream('order'));
const optimizer = { name: 'momentum', learningRate: 1e-3 } as const;

const beds = Object.entries(contenders).map(([name, augmentation]) => {
  const model = buildModel(
    (_, task) => convNet({ ...task, filters: Number(options.filters), kernelSize: 5, denseUnits: 64 }),
    {},
    data.task,
    [1],
  );
  const plan = resolvePlan({ epochs: 1, batchSize, optimizer, augmentation }, data.task);
  return { name, trainer: createUpdateTrainer({ engine, model, data, plan }) };
});

/** Milliseconds a step. */
async function timeSteps({ name, trainer }: (typeof beds)[number]): Promise<number> {
  const [noise, augmentation] = [randomStream(name, 'noise'), randomStream(name, 'augmentation')];
  const begun = now();
  for (let i = 0; i < steps; i++) {
    await trainer.run({ order, from: i * batchSize, learningRate: 1e-3, step: i + 1, noise, augmentation });
  }
  return (now() - begun) / steps;
}

function now(): number {
  if (options.time === 'wall') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Compiles, and gets ONNX Runtime's memory to its size. */
for (const bed of beds) await timeSteps(bed);

const columns = ['turn', 'augmentation', 'milliseconds', 'ratio'];
const rows: (string | number)[][] = [];
for (let turn = 1; turn <= turns; turn++) {
  const times = new Map<string, number>();
  // Forwards and backwards in turn: nobody always follows the same one.
  for (const bed of turn % 2 === 0 ? beds : beds.toReversed()) times.set(bed.name, await timeSteps(bed));
  const base = times.get('none') ?? Number.NaN;
  for (const { name } of beds)
    rows.push([turn, name, times.get(name) ?? Number.NaN, (times.get(name) ?? Number.NaN) / base]);
}
for (const { trainer } of beds) trainer.dispose();

mkdirSync(dirname(options.csv), { recursive: true });
writeFileSync(options.csv, await renderCsv(columns, rows));

const quantile = (values: readonly number[], q: number) =>
  [...values].sort((a, b) => a - b)[Math.round(q * (values.length - 1))] ?? Number.NaN;
const table = beds.map(({ name }) => {
  const own = rows.filter(([, of]) => of === name);
  const [times, ratios] = [own.map((row) => Number(row[2])), own.map((row) => Number(row[3]))];
  return [
    name,
    quantile(times, 0.5).toFixed(2),
    quantile(ratios, 0.5).toFixed(3),
    `${quantile(ratios, 0.25).toFixed(3)} to ${quantile(ratios, 0.75).toFixed(3)}`,
  ];
});
process.stdout.write(
  `${options.time} time of a step (batch ${batchSize}, ${options.filters} filters, ${options.threads} threads, ` +
    `medians and quartiles of ${turns} turns of ${steps} steps)\n` +
    `${textTable([['augmentation', 'ms', 'ratio', 'quartiles'], ...table])}\nturns: ${options.csv}\n`,
);
