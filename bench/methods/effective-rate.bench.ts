import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { fashionMnist, mnist } from '../../datasets/index.js';
import { convNet } from '../../models/index.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import type { LoadedData } from '../../pipeline/load/data.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { renderCsv } from '../../pipeline/report/render-csv.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import type { Sampler } from '../../pipeline/search/sampler.js';
import { effectiveLearningRateSampler } from '../../pipeline/search/samplers/effective-learning-rate/sampler.js';
import { tpeSampler } from '../../pipeline/search/samplers/tpe/sampler.js';
import { float, type Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';
import type { TrainingPlan } from '../../pipeline/train/plan.js';
import { textTable } from '../text-table.js';
import type { MethodNetwork } from './networks.js';
import { meanAndSpread, type SearchedTrial, testAccuracy, trialsUntil } from './search-course.js';
import { trainWith } from './train-with.js';

/**
 * Searching the effective learning rate alone beside searching learning rate and weight decay jointly: test accuracy of the
 * trial with the best validation accuracy, of a small convolutional network with batch normalisation. Both train with
 * momentum 0.9 and cosine annealing, each trial from weights of its own.
 *
 *     npx tsx bench/methods/effective-rate.bench.ts
 *
 * About a quarter of an hour on two quiet cores; `--train 1000 --epochs 2 --seeds 1 --joint 6 --alone 6` takes one minute.
 */
const { values: options } = parseArgs({
  options: {
    datasets: { type: 'string', default: 'mnist,fashion-mnist' },
    seeds: { type: 'string', default: '3' },
    train: { type: 'string', default: '8000' },
    validation: { type: 'string', default: '4000' },
    test: { type: 'string', default: '10000' },
    epochs: { type: 'string', default: '5' },
    /** Trials of the joint search, and of the search of the effective rate. */
    joint: { type: 'string', default: '16' },
    alone: { type: 'string', default: '8' },
    /** Of the weights that are not scale-invariant: scales and offsets of normalisation. */
    'other-rate': { type: 'string', default: '0.1' },
    threads: { type: 'string', default: '2' },
    csv: { type: 'string', default: 'reports/bench/effective-rate.csv' },
  },
});

interface Contender {
  readonly space: Space;
  readonly sampler: Sampler;
  readonly trials: number;
  readonly output: 'linear' | 'scaleInvariant';
  readonly plan: (parameters: Record<string, number>) => Pick<TrainingPlan, 'optimizer' | 'scaleInvariant'>;
}

/** Rates have three decades on both sides, with the best near the middle. */
const contenders = {
  joint: {
    space: {
      learningRate: float(1e-3, 1, { scale: 'log' }),
      weightDecay: float(1e-6, 1e-2, { scale: 'log' }),
    },
    sampler: tpeSampler.create({}),
    trials: Number(options.joint),
    output: 'linear',
    plan: ({ learningRate = Number.NaN, weightDecay }) => ({
      optimizer: { name: 'momentum', learningRate, weightDecay },
    }),
  },
  alone: {
    space: { effectiveLearningRate: float(1e-4, 1e-1, { scale: 'log' }) },
    sampler: effectiveLearningRateSampler.create({}),
    trials: Number(options.alone),
    output: 'scaleInvariant',
    plan: ({ effectiveLearningRate = Number.NaN }) => ({
      optimizer: { name: 'momentum', learningRate: Number(options['other-rate']) },
      scaleInvariant: { effectiveLearningRate },
    }),
  },
} as const satisfies Record<string, Contender>;

const sizes = { train: Number(options.train), validation: Number(options.validation), test: Number(options.test) };
const datasets = { mnist: mnist(sizes), 'fashion-mnist': fashionMnist(sizes) };
const names = options.datasets.split(',') as (keyof typeof datasets)[];
const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => i + 1);

const engine = await openEngine('onnx', { threads: Number(options.threads) });
await engine.activate();
mkdirSync(dirname(options.csv), { recursive: true });
const columns = ['dataset', 'seed', 'search', 'trial', 'rate', 'weight_decay', 'validation_accuracy', 'test_accuracy'];
const rows: (string | number)[][] = [];

async function search(dataset: keyof typeof datasets, data: LoadedData, seed: number, name: keyof typeof contenders) {
  const { space, sampler, trials, output, plan }: Contender = contenders[name];
  const network: MethodNetwork = {
    name,
    dataset: datasets[dataset],
    build: (_, task) => convNet({ ...task, filters: 8, denseUnits: 0, normalisation: 'batch', output }),
  };
  const observed: ObservedTrial[] = [];
  const course: SearchedTrial[] = [];
  for (let number = 0; number < trials; number++) {
    const random = randomStream(seed, number, 'sampler');
    const parameters: Parameters = sampler.suggest(space, observed, random, { seed, trials }) ?? {};
    const result = await trainWith(
      { engine, network, data, seed: 1000 * seed + number },
      {
        epochs: Number(options.epochs),
        batchSize: 64,
        schedule: 'cosine',
        ...plan(parameters as Record<string, number>),
      },
    );
    const { validation, test } =
      result.end === 'finished'
        ? { validation: result.finalMetrics.validation.score, test: result.finalMetrics.test.score }
        : { validation: 0, test: 0 };
    const finished = result.end === 'finished';
    observed.push({
      number,
      state: finished ? 'COMPLETE' : 'FAIL',
      parameters,
      losses: finished ? [1 - validation] : [],
    });
    course.push({ validation, test });
    const { learningRate, effectiveLearningRate, weightDecay } = parameters;
    const rate = learningRate ?? effectiveLearningRate;
    rows.push([dataset, seed, name, number, Number(rate), Number(weightDecay ?? 0), validation, test]);
    // After each row: a run that is broken off has something to show.
    writeFileSync(options.csv, await renderCsv(columns, rows));
    process.stderr.write('.');
  }
  return course;
}

const share = (value: number) => value.toFixed(4);
const table: string[][] = [['data set', 'search', 'trials', 'test accuracy of each seed', 'mean', 'deviation']];
const reached: string[][] = [['data set', 'trials until the joint accuracy, each seed']];
for (const dataset of names) {
  const data = await datasets[dataset].load();
  const courses: Record<keyof typeof contenders, SearchedTrial[][]> = { joint: [], alone: [] };
  for (const seed of seeds) {
    courses.alone.push(await search(dataset, data, seed, 'alone'));
    courses.joint.push(await search(dataset, data, seed, 'joint'));
  }
  const line = (name: string, searches: readonly SearchedTrial[][], trials: number) => {
    const accuracies = searches.map((course) => testAccuracy(course, trials));
    const { mean, spread } = meanAndSpread(accuracies);
    table.push([dataset, name, String(trials), accuracies.map(share).join(' '), share(mean), share(spread)]);
  };
  line('effective rate', courses.alone, contenders.alone.trials);
  line('rate and decay', courses.joint, contenders.alone.trials);
  line('rate and decay', courses.joint, contenders.joint.trials);
  const until = courses.alone.map((course, i) =>
    trialsUntil(course, testAccuracy(courses.joint[i] ?? [], contenders.joint.trials)),
  );
  reached.push([dataset, until.map((count) => (Number.isFinite(count) ? String(count) : 'never')).join(' ')]);
}
process.stdout.write(`\n${textTable(table, 2)}\n\n${textTable(reached)}\nruns: ${options.csv}\n`);
