import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fashionMnist } from '../datasets/index.js';
import { describeMachine } from '../pipeline/benchmark/machine.js';
import { openEngine } from '../pipeline/compiler/open-engine.js';
import { networkInputShape } from '../pipeline/load/network-input-shape.js';
import { handDesignedNetworks, randomNetworks } from '../pipeline/search-architecture/baseline-networks.js';
import { parseArchitectureSearch } from '../pipeline/search-architecture/parse-architecture-search.js';
import { resolveSearch } from '../pipeline/search-architecture/resolve-search.js';
import { loadDefinition } from '../pipeline/study/load-study-file.js';
import type { TrainingPlan } from '../pipeline/train/plan.js';
import { type Contender, searchedContenders } from './nas/contenders.js';
import { latencyRanks } from './nas/latency-ranks.js';
import { measureLatencies } from './nas/measure-latencies.js';
import { renderNasTable } from './nas/render-runs.js';
import { type NasRun, parseRuns, renderRuns } from './nas/runs-csv.js';
import { searchGenotypes } from './nas/search-genotypes.js';
import { trainContender } from './nas/train-contender.js';
import { textTable } from './text-table.js';

/**
 * Architectures that a search found, random ones of the same cell space, and hand-designed networks, on Fashion-MNIST, all of one
 * size and trained alike; what latency in the loss of a search gains and costs; and whether latencies of operators tell which network is
 * faster.
 *
 *     npm run bench:nas
 *     npm run bench:nas -- --parts search,same-channels --latency-weight 0.2
 *
 * Can be ended at any time: a search goes on at its last epoch, and what the CSV has of the same settings is not trained again.
 */
const { values: options } = parseArgs({
  options: {
    /**
     * Any of `search`, `train`, `same-channels` and `latency`. `same-channels` trains what was found with the channels that the searches
     * counted latency with, where `train` brings all to one number of weights, and so makes wide what is cheap.
     */
    parts: { type: 'string', default: 'search,train,latency' },
    /** The folder of the genotypes that are found, each a JSON file; all that are there are trained, `searched-1` by this name. */
    genotypes: { type: 'string', default: 'reports/bench/nas' },
    /** What a millisecond of expected latency adds to the loss of searches; above 0 they are called `searched-latency-1`. */
    'latency-weight': { type: 'string', default: '0' },
    /** Epochs of each stage of a search. Default: those of the study `fashion-mnist-nas`, whose searches these are. */
    'search-epochs': { type: 'string' },
    random: { type: 'string', default: '6' },
    /** Searches, whose networks are trained once each, as random ones are; and trainings of each hand-designed network, and of each of `same-channels`. */
    seeds: { type: 'string', default: '3' },
    parameters: { type: 'string', default: '50000' },
    cells: { type: 'string', default: '5' },
    nodes: { type: 'string', default: '3' },
    train: { type: 'string', default: '48000' },
    test: { type: 'string', default: '10000' },
    epochs: { type: 'string', default: '3' },
    'batch-size': { type: 'string', default: '64' },
    'learning-rate': { type: 'string', default: '0.01' },
    threads: { type: 'string', default: '2' },
    /** Random networks whose latency is measured. */
    networks: { type: 'string', default: '20' },
    /** Of these, of the networks that searches count latency with, and of those of `same-channels`. */
    channels: { type: 'string', default: '12' },
    /** For the latency of each network and operator. */
    seconds: { type: 'string', default: '0.6' },
    csv: { type: 'string', default: 'reports/bench/nas.csv' },
    latencies: { type: 'string', default: 'reports/operator-latencies.json' },
  },
});
const parts = options.parts.split(',');
const sizes = {
  parameters: Number(options.parameters),
  cells: Number(options.cells),
  nodes: Number(options.nodes),
  skipLimit: 2,
};
const { cpu, processors, onnxruntime } = describeMachine();
process.stdout.write(`${cpu}, ${processors} processors, ONNX Runtime ${onnxruntime}\n`);

const engine = await openEngine('onnx', { threads: Number(options.threads) });
await engine.activate();
const dataset = fashionMnist({ train: Number(options.train), validation: 4000, test: Number(options.test) });
const data = await dataset.load();
const task = { ...data.task, inputShape: networkInputShape(data) };

if (parts.includes('search')) await search();
if (parts.includes('train')) await compare();
if (parts.includes('same-channels')) await compareSameChannels();
if (parts.includes('latency')) await rank();

async function search(): Promise<void> {
  const file = fileURLToPath(new URL('../studies/fashion-mnist-nas.study.ts', import.meta.url));
  const { definition } = await loadDefinition(file, parseArchitectureSearch);
  const { stages, ...same } = definition.search;
  const epochs = options['search-epochs'];
  const asked = {
    ...same,
    nodes: sizes.nodes,
    latencyWeight: Number(options['latency-weight']),
    stages: stages.map((stage) => ({
      ...stage,
      ...(epochs && { epochs: Number(epochs), warmUpEpochs: Math.min(Number(epochs) - 1, stage.warmUpEpochs ?? 0) }),
    })),
  };
  const [height = 0, width = 0] = task.inputShape;
  await searchGenotypes({
    engine,
    data,
    options: resolveSearch(asked, data.task),
    seeds: Number(options.seeds),
    size: { height, width, cells: sizes.cells, channels: Number(options.channels) },
    latencies: { cache: options.latencies, seconds: Number(options.seconds) },
    folder: options.genotypes,
  });
  process.stdout.write(`\n${readFileSync(join(options.genotypes, 'searches.csv'), 'utf8')}`);
}

async function compare(): Promise<void> {
  const { parameters, cells } = sizes;
  const random = randomNetworks(Number(options.random), sizes, task).map((network) => ({
    ...network,
    kind: 'random' as const,
  }));
  const handDesigned = handDesignedNetworks(parameters).map((network) => ({
    ...network,
    kind: 'hand-designed' as const,
  }));
  const searched = searchedContenders(options.genotypes, { parameters, cells });
  await trainAll(`parameters ${parameters}`, [...searched, ...random], handDesigned);
}

async function compareSameChannels(): Promise<void> {
  const channels = Number(options.channels);
  const searched = searchedContenders(options.genotypes, { channels, cells: sizes.cells });
  await trainAll(`channels ${channels}`, [], searched);
}

/** @param often trained once a seed */
async function trainAll(size: string, once: readonly Contender[], often: readonly Contender[]): Promise<void> {
  const plan: TrainingPlan = {
    epochs: Number(options.epochs),
    batchSize: Number(options['batch-size']),
    optimizer: { name: 'adam', learningRate: Number(options['learning-rate']) },
    schedule: 'cosine',
  };
  const settings = [
    size,
    ...(['cells', 'nodes', 'train', 'test', 'epochs', 'batch-size', 'learning-rate'] as const).map(
      (name) => `${name} ${options[name]}`,
    ),
  ].join(' ');
  const runs: NasRun[] = existsSync(options.csv) ? [...parseRuns(readFileSync(options.csv, 'utf8'))] : [];
  mkdirSync(dirname(options.csv), { recursive: true });
  const run = async (contender: Contender, seed: number) => {
    const { name } = contender;
    if (runs.some((done) => done.settings === settings && done.name === name && done.seed === seed)) return;
    runs.push({ settings, ...(await trainContender(contender, seed, { engine, data, plan })) });
    writeFileSync(options.csv, renderRuns(runs));
    process.stderr.write('.');
  };
  for (const contender of once) await run(contender, 1);
  for (let seed = 1; seed <= Number(options.seeds); seed++) for (const contender of often) await run(contender, seed);
  const latencies = await timeAll([...once, ...often]);
  const comparable = runs.filter((done) => done.settings === settings);
  process.stdout.write(`\n${settings}\n${renderNasTable(comparable, latencies)}\nruns: ${options.csv}\n`);
}

/** By name, ms, in turns: what is compared is measured in one run, whenever it was trained. */
async function timeAll(contenders: readonly Contender[]): Promise<ReadonlyMap<string, number>> {
  const models = contenders.map(({ build }) => build(task));
  const latencies = await measureLatencies(models, Number(options.seconds));
  for (const model of models) model.dispose();
  return new Map(contenders.map(({ name }, i) => [name, latencies[i] ?? Number.NaN]));
}

async function rank(): Promise<void> {
  const { cells, nodes } = sizes;
  const { pairs, tau } = await latencyRanks(task, {
    cells,
    nodes,
    channels: Number(options.channels),
    count: Number(options.networks),
    seconds: Number(options.seconds),
    cache: options.latencies,
  });
  const rows = [...pairs]
    .sort((a, b) => a.expected - b.expected)
    .map(({ name, expected, measured }) => [name, expected.toFixed(3), measured.toFixed(3)]);
  process.stdout.write(
    `\nlatency of random networks of ${cells} cells, ${options.channels} channels, ms\n` +
      `${textTable([['', 'sum over operators', 'measured'], ...rows])}\nKendall's tau ${tau.toFixed(3)}\n`,
  );
}
