import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { renderCsv } from '../../pipeline/report/render-csv.js';
import type { OptimizerName } from '../../pipeline/train/optimizers/registry.js';
import type { TrainingPlan } from '../../pipeline/train/plan.js';
import type { RateSuggestion } from '../../pipeline/train/suggest-rate.js';
import { textTable } from '../text-table.js';
import { methodNetworks } from './networks.js';
import { finalLoss, findRate, rateGrid, trainWith } from './train-with.js';

/**
 * How far the learning rate that a range test suggests is from the best of an exhaustive grid: the rate with the lowest
 * validation loss, in the mean over the seeds, after `--epochs` epochs at a constant rate.
 *
 *     npx tsx bench/methods/range-test.bench.ts --letters letter_recognition.csv
 *
 * About 20 minutes on two quiet cores; `--train 1000 --epochs 2 --seeds 1 --per-decade 2` takes one.
 */
const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    train: { type: 'string', default: '5000' },
    epochs: { type: 'string', default: '5' },
    'batch-size': { type: 'string', default: '32' },
    optimizer: { type: 'string', default: 'momentum,adam' },
    from: { type: 'string', default: '1e-4' },
    to: { type: 'string', default: '1' },
    'per-decade': { type: 'string', default: '4' },
    /** The table for the third network; without it there are two. */
    letters: { type: 'string' },
    threads: { type: 'string', default: '2' },
    csv: { type: 'string', default: 'reports/bench/range-test.csv' },
  },
});

const rates = rateGrid(Number(options.from), Number(options.to), Number(options['per-decade']));
const engine = await openEngine('onnx', { threads: Number(options.threads) });
await engine.activate();
mkdirSync(dirname(options.csv), { recursive: true });

const columns = [
  'network',
  'optimizer',
  'seed',
  'best_of_grid',
  'suggestion',
  'steepest',
  'tenth_of_minimum',
  'factor',
  'factor_steepest',
  'factor_tenth',
];
const rows: (string | number)[][] = [];
for (const network of methodNetworks(Number(options.train), options.letters)) {
  const data = await network.dataset.load();
  for (const optimizer of options.optimizer.split(',') as OptimizerName[]) {
    const plan = (learningRate: number): TrainingPlan => ({
      epochs: Number(options.epochs),
      batchSize: Number(options['batch-size']),
      optimizer: { name: optimizer, learningRate },
    });
    const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => i + 1);
    const totals = rates.map(() => 0);
    const suggestions: (RateSuggestion | undefined)[] = [];
    for (const seed of seeds) {
      const bed = { engine, network, data, seed };
      suggestions.push((await findRate(bed, plan(1))).suggestion);
      for (const [i, rate] of rates.entries())
        totals[i] = (totals[i] ?? 0) + finalLoss(await trainWith(bed, plan(rate)));
      process.stderr.write('.');
    }
    // By the mean loss: near the best rate a single seed's losses are in no order.
    const best = rates[totals.indexOf(Math.min(...totals))] ?? Number.NaN;
    suggestions.forEach((suggestion, i) => {
      const { rate = Number.NaN, steepest = Number.NaN, tenthOfMinimum = Number.NaN } = suggestion ?? {};
      const readings = [rate, steepest, tenthOfMinimum];
      const factors = readings.map((reading) => reading / best);
      rows.push([network.name, optimizer, seeds[i] ?? 0, best, ...readings, ...factors]);
    });
    // After each part: a run that is broken off has something to show.
    writeFileSync(options.csv, await renderCsv(columns, rows));
  }
}

const short = (cell: string | number) => (typeof cell === 'number' ? String(Number(cell.toPrecision(3))) : cell);
process.stdout.write(`\n${textTable([columns, ...rows.map((row) => row.map(short))], 2)}\nruns: ${options.csv}\n`);
