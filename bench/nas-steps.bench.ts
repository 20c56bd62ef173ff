import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { cellEdges } from '../models/cells/cell-edges.js';
import { operatorNames } from '../models/cells/operators.js';
import { type EdgeFunction, type Supernet, supernet } from '../models/cells/supernet.js';
import { describeMachine } from '../pipeline/benchmark/machine.js';
import { openEngine } from '../pipeline/compiler/open-engine.js';
import { gatherBatch } from '../pipeline/load/gather-batch.js';
import { nearestRank } from '../pipeline/quantile.js';
import { randomStream } from '../pipeline/random/random-stream.js';
import { withSeededMathRandom } from '../pipeline/random/with-seeded-math-random.js';
import { byKind, createArchitectureParameters } from '../pipeline/search-architecture/architecture-parameters.js';
import { compileArchitectureStep } from '../pipeline/search-architecture/steps/compile-architecture-step.js';
import { compileWeightStep } from '../pipeline/search-architecture/steps/compile-weight-step.js';
import type { SearchParts } from '../pipeline/search-architecture/steps/search-step.js';
import { losses } from '../pipeline/train/losses/registry.js';
import { resolveOptimizer } from '../pipeline/train/optimizers/resolve-optimizer.js';
import { createUpdateState } from '../pipeline/train/update/update-state.js';
import { ortuneVersion } from '../pipeline/version.js';
import { noiseImages } from './nas/noise-images.js';
import { textTable } from './text-table.js';

/**
 * What the steps of an architecture search cost: with sampled operators, beside one network that is always the same, which has
 * nothing to choose, and beside all operators at once. CPU time of this process, one thread, in turns.
 *
 *     npm run bench:nas-steps -- --cells 5 --nodes 3 --channels 8
 */
const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '28' },
    cells: { type: 'string', default: '5' },
    nodes: { type: 'string', default: '3' },
    channels: { type: 'string', default: '8' },
    'batch-size': { type: 'string', default: '64' },
    /** In each, every step is run once; the sampled ones draw other networks each time. */
    rounds: { type: 'string', default: '25' },
    /** Networks of which the fixed one is the mean. */
    networks: { type: 'string', default: '5' },
    csv: { type: 'string', default: 'reports/bench/nas-steps.csv' },
  },
});
const [cells, nodes, channels] = [Number(options.cells), Number(options.nodes), Number(options.channels)];
const [batchSize, rounds, networks] = [Number(options['batch-size']), Number(options.rounds), Number(options.networks)];

const engine = await openEngine('onnx', { threads: 1 });
await engine.activate();
const data = noiseImages(Number(options.size), batchSize);
const rows = Uint32Array.from({ length: batchSize }, (_, i) => i);
const candidates = byKind(() => cellEdges(nodes).map(() => operatorNames));
const loss = losses.softmaxCrossEntropy;

function parts(): SearchParts {
  const network = withSeededMathRandom(randomStream('steps'), () =>
    supernet(data.task, { cells, channels, nodes, candidates }),
  );
  const parameters = createArchitectureParameters(candidates);
  return { engine, supernet: network, parameters, data, loss, batchSize };
}

function stateOf(weights: readonly LayerVariable[]) {
  const network = { weights: [...weights], trainableWeights: [...weights], layers: [], outputs: [] };
  const optimizer = resolveOptimizer({ name: 'momentum', learningRate: 0.01 });
  return createUpdateState(network, { optimizer, clipping: { norm: 5 }, accumulation: 1 });
}

const cpuMilliseconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** CPU time, ms, of what `work` does, also on the threads of ONNX Runtime. */
async function cpuTimeOf(work: () => Promise<unknown>): Promise<number> {
  const begun = cpuMilliseconds();
  await work();
  return cpuMilliseconds() - begun;
}

interface Program {
  readonly buffers: { readonly x: Uint8Array | Float32Array; readonly y: Int32Array | Float32Array };
  dispose(): void;
}

/** A program that is made, filled with a batch, and has run once. */
interface Ready {
  /** CPU time of making it, ms. */
  readonly made: number;
  step(number: number): Promise<unknown>;
  dispose(): void;
}

async function makeReady<P extends Program>(
  compile: () => Promise<P>,
  run: (program: P, number: number) => Promise<unknown>,
): Promise<Ready> {
  const begun = cpuMilliseconds();
  const program = await compile();
  const made = cpuMilliseconds() - begun;
  gatherBatch(data.train, rows, 0, batchSize, program.buffers.x, program.buffers.y);
  await run(program, 1);
  return { made, step: (number) => run(program, number), dispose: () => program.dispose() };
}

/** A weight step in which edges are not what is drawn but what `edge` makes of them. */
async function weightStep(edge?: EdgeFunction): Promise<Ready> {
  const own = parts();
  const network: Supernet = edge ? { ...own.supernet, apply: (x) => own.supernet.apply(x, edge) } : own.supernet;
  const random = randomStream('noise');
  const state = stateOf([...network.weights.values()]);
  return makeReady(
    () => compileWeightStep({ ...own, supernet: network }, state),
    (program, number) => program.run({ learningRate: 0.01, step: number }, 0, random),
  );
}

const operatorOf =
  (k: (kind: 'normal' | 'reduction', row: number) => number): EdgeFunction =>
  (x, { operators, kind, row, weights }) =>
    operators.apply(k(kind, row), x, weights.read(), tf.ones([batchSize]));

const allOperators: EdgeFunction = (x, edge) =>
  tf.addN(operatorNames.map((_, k) => tf.mul(operatorOf(() => k)(x, edge), 1 / operatorNames.length)));

function fixedStep(network: number): Promise<Ready> {
  const drawn = byKind((kind) => {
    const random = randomStream('fixed', network, kind);
    return cellEdges(nodes).map(() => random.below(operatorNames.length));
  });
  return weightStep(operatorOf((kind, row) => drawn[kind][row] ?? 0));
}

async function architectureStep(): Promise<Ready> {
  const own = parts();
  const random = randomStream('noise');
  const state = stateOf(Object.values(own.parameters));
  return makeReady(
    () => compileArchitectureStep(own, state, undefined),
    (program, number) => program.run({ learningRate: 0.01, step: number, temperature: 1 }, 0, random),
  );
}

/** What is compared: a step is the mean of its programs, which take turns with all others. */
interface Contestant {
  readonly name: string;
  readonly programs: readonly Ready[];
  /** CPU time, ms, one for each round. */
  readonly times: number[];
}

const fixed = [];
for (let network = 0; network < networks; network++) fixed.push(await fixedStep(network));
const reference: Contestant = {
  name: `weights, always the same network (mean of ${networks})`,
  programs: fixed,
  times: [],
};
const contestants: readonly Contestant[] = [
  reference,
  { name: 'weights, sampled operators', programs: [await weightStep()], times: [] },
  { name: 'weights, all operators', programs: [await weightStep(allOperators)], times: [] },
  { name: 'architecture parameters', programs: [await architectureStep()], times: [] },
];
for (let round = 0; round < rounds; round++) {
  for (const { programs, times } of contestants) {
    let sum = 0;
    for (const program of programs) sum += await cpuTimeOf(() => program.step(round + 2));
    times.push(sum / programs.length);
  }
  process.stderr.write('.');
}

const { cpu, node, onnxruntime } = describeMachine();
const columns = ['step', 'made_s', 'step_ms', 'step_ms_q1', 'step_ms_q3', 'ratio', 'ratio_q1', 'ratio_q3', 'rounds'];
const results = contestants.map(({ name, programs, times }) => {
  const ratios = times.map((time, round) => time / (reference.times[round] ?? Number.NaN));
  const made = programs.reduce((sum, program) => sum + program.made, 0) / programs.length / 1000;
  const quartiles = (values: readonly number[]) => {
    const sorted = Float64Array.from(values).sort();
    return [50, 25, 75].map((percent) => nearestRank(sorted, percent));
  };
  return { name, figures: [made, ...quartiles(times), ...quartiles(ratios), rounds] };
});
for (const { programs } of contestants) for (const program of programs) program.dispose();

mkdirSync(dirname(options.csv), { recursive: true });
const csv = results.map(({ name, figures }) => [`"${name}"`, ...figures, cpu, node, onnxruntime, ortuneVersion].join());
writeFileSync(options.csv, `${[[...columns, 'cpu', 'node', 'onnxruntime', 'ortune'].join(), ...csv].join('\n')}\n`);
const shown = results.map(
  ({ name, figures: [made = 0, median = 0, low = 0, high = 0, ratio = 0, least = 0, most = 0] }) => [
    name,
    made.toFixed(1),
    `${median.toFixed(0)} [${low.toFixed(0)}-${high.toFixed(0)}]`,
    `${ratio.toFixed(2)} [${least.toFixed(2)}-${most.toFixed(2)}]`,
  ],
);
process.stdout.write(
  `\n${cpu}, Node ${node}, ONNX Runtime ${onnxruntime}, one thread; ${cells} cells, ${nodes} nodes, ${channels} channels\n` +
    `CPU time, ${rounds} rounds, medians and quartiles; ratios to the network that is always the same\n\n` +
    `${textTable([['step', 'made in s', 'step in ms', 'ratio'], ...shown])}\n\nCSV: ${options.csv}\n`,
);
