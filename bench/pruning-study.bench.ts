import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type Comparison, renderComparison, renderCsv } from './pruning-study/render-comparison.js';
import { runSearch } from './pruning-study/run-search.js';
import {
  bestAccuracy,
  costOf,
  costUntil,
  finishedTrials,
  secondsUntilTrained,
} from './pruning-study/time-to-target.js';

/**
 * What pruning saves on a real study: how long `tpe` with `asha` takes on Fashion-MNIST to reach the best validation accuracy of
 * a whole `random` search without pruning. The second search may have as much time as the first took, and more trials.
 *
 *     npm run bench:pruning
 *
 * About half an hour on two quiet cores; `--trials 3 --train 1000 --epochs 3 --seeds 1` show in a minute that it works.
 */
const { values: options } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    'first-seed': { type: 'string', default: '1' },
    /** Of the random search. */
    trials: { type: 'string', default: '24' },
    /** The most trials of the other, as a multiple of those; pruned ones are cheap. */
    more: { type: 'string', default: '4' },
    epochs: { type: 'string', default: '12' },
    train: { type: 'string', default: '4000' },
    validation: { type: 'string', default: '4000' },
    workers: { type: 'string', default: '2' },
    sampler: { type: 'string', default: 'tpe' },
    pruner: { type: 'string', default: 'asha' },
    csv: { type: 'string', default: 'reports/bench/pruning-study.csv' },
  },
});

const { sampler, pruner } = options;
const trials = Number(options.trials);
const sizes = {
  train: Number(options.train),
  validation: Number(options.validation),
  epochs: Number(options.epochs),
  workers: Number(options.workers),
};

async function compare(seed: number): Promise<Comparison> {
  const random = { sampler: 'random', pruner: 'none', trials, seed, target: null, timeoutSeconds: null };
  const all = await runSearch({ ...sizes, ...random });
  const target = bestAccuracy(all);
  if (!Number.isFinite(target)) throw new Error(`no trial of the random search with seed ${seed} is complete`);
  const baseline = { cost: costOf(all), trials: finishedTrials(all).length, best: target };
  const timeoutSeconds = Math.ceil(secondsUntilTrained(all));
  const found = await runSearch({
    ...sizes,
    sampler,
    pruner,
    trials: trials * Number(options.more),
    seed,
    target,
    timeoutSeconds,
  });
  const ended = finishedTrials(found).filter(({ state }) => state !== 'FAIL');
  const cost = costUntil(found, target);
  return {
    seed,
    baseline,
    contender: {
      trials: ended.length,
      pruned: ended.filter(({ state }) => state === 'PRUNED').length,
      best: bestAccuracy(found),
      cost: cost ?? costOf(found),
      reached: cost !== undefined,
    },
  };
}

const comparisons: Comparison[] = [];
mkdirSync(dirname(options.csv), { recursive: true });
for (let i = 0; i < Number(options.seeds); i++) {
  comparisons.push(await compare(Number(options['first-seed']) + i));
  // After each seed: a run that is broken off has something to show.
  writeFileSync(options.csv, renderCsv(comparisons));
  process.stderr.write(`seed ${comparisons.at(-1)?.seed} `);
}
process.stderr.write('\n');
process.stdout.write(`${renderComparison(comparisons, `${sampler} + ${pruner}`)}\nruns: ${options.csv}\n`);
