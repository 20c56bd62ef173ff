import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { cellEdges } from '../models/cells/cell-edges.js';
import { operatorNames } from '../models/cells/operators.js';
import { type EdgeFunction, type Supernet, supernet } from '../models/cells/supernet.js';
import { describeMachine } from '../pipeline/benchmark/machine.js';
import { openEngine } from '../pipeline/compiler/open-engine.js';
import { gatherBatch } from '../pipeline/load/gather-batch.js';
import { randomStream } from '../pipeline/random/random-stream.js';
import { withSeededMathRandom } from '../pipeline/random/with-seeded-math-random.js';
import { byKind, createArchitectureParameters } from '../pipeline/search-architecture/architecture-parameters.js';
import { compileArchitectureStep } from '../pipeline/search-architecture/steps/compile-architecture-step.js';
import { compileWeightStep } from '../pipeline/search-architecture/steps/compile-weight-step.js';
import type { SearchParts } from '../pipeline/search-architecture/steps/search-step.js';
import { losses } from '../pipeline/train/losses/registry.js';
import { resolveOptimizer } from '../pipeline/train/optimizers/resolve-optimizer.js';
import { createUpdateState } from '../pipeline/train/update/update-state.js';
import { noiseImages } from './nas/noise-images.js';
import { textTable } from './text-table.js';

/**
 * What the steps of an architecture search cost: with sampled operators, beside one network that is always the same, which has
 * nothing to choose, and beside all operators at once. CPU time of this process, one thread.
 *
 *     npx tsx bench/nas-steps.bench.ts --cells 5 --nodes 3 --channels 8
 */
const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '28' },
    cells: { type: 'string', default: '5' },
    nodes: { type: 'string', default: '3' },
    channels: { type: 'string', default: '8' },
    'batch-size': { type: 'string', default: '64' },
    steps: { type: 'string', default: '20' },
    /** Networks of which the fixed one is the mean. */
    networks: { type: 'string', default: '5' },
    /** Any of `sampled`, `fixed`, `all` and `architecture`. */
    parts: { type: 'string', default: 'sampled,fixed,all,architecture' },
  },
});
const [cells, nodes, channels] = [Number(options.cells), Number(options.nodes), Number(options.channels)];
const [batchSize, steps, networks] = [Number(options['batch-size']), Number(options.steps), Number(options.networks)];

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

interface Cost {
  /** ms of CPU time: making the program, and the median and the least of a step. */
  readonly compile: number;
  readonly median: number;
  readonly least: number;
}

interface Step {
  readonly buffers: { readonly x: Uint8Array | Float32Array; readonly y: Int32Array | Float32Array };
  dispose(): void;
}

async function costOf<S extends Step>(
  compile: () => Promise<S>,
  run: (step: S, number: number) => Promise<unknown>,
): Promise<Cost> {
  const begun = cpuMilliseconds();
  const step = await compile();
  const compiled = cpuMilliseconds() - begun;
  gatherBatch(data.train, rows, 0, batchSize, step.buffers.x, step.buffers.y);
  await run(step, 1);
  const times: number[] = [];
  for (let i = 0; i < steps; i++) {
    const at = cpuMilliseconds();
    await run(step, i + 2);
    times.push(cpuMilliseconds() - at);
  }
  step.dispose();
  times.sort((a, b) => a - b);
  return { compile: compiled, median: times[Math.floor(steps / 2)] ?? Number.NaN, least: times[0] ?? Number.NaN };
}

/** A weight step in which edges are not what is drawn but what `edge` makes of them. */
async function weightCost(edge?: EdgeFunction): Promise<Cost> {
  const own = parts();
  const network: Supernet = edge ? { ...own.supernet, apply: (x) => own.supernet.apply(x, edge) } : own.supernet;
  const random = randomStream('noise');
  const state = stateOf([...network.weights.values()]);
  return costOf(
    () => compileWeightStep({ ...own, supernet: network }, state),
    (step, number) => step.run({ learningRate: 0.01, step: number }, 0, random),
  );
}

const operatorOf =
  (k: (kind: 'normal' | 'reduction', row: number) => number): EdgeFunction =>
  (x, { operators, kind, row, weights }) =>
    operators.apply(k(kind, row), x, weights.read(), tf.ones([batchSize]));

const allOperators: EdgeFunction = (x, edge) =>
  tf.addN(operatorNames.map((_, k) => tf.mul(operatorOf(() => k)(x, edge), 1 / operatorNames.length)));

async function fixedCost(): Promise<Cost> {
  const costs: Cost[] = [];
  for (let network = 0; network < networks; network++) {
    const drawn = byKind((kind) => {
      const random = randomStream('fixed', network, kind);
      return cellEdges(nodes).map(() => random.below(operatorNames.length));
    });
    costs.push(await weightCost(operatorOf((kind, row) => drawn[kind][row] ?? 0)));
  }
  const mean = (key: keyof Cost) => costs.reduce((sum, cost) => sum + cost[key], 0) / networks;
  return { compile: mean('compile'), median: mean('median'), least: mean('least') };
}

async function architectureCost(): Promise<Cost> {
  const own = parts();
  const random = randomStream('noise');
  const state = stateOf(Object.values(own.parameters));
  return costOf(
    () => compileArchitectureStep(own, state, undefined),
    (step, number) => step.run({ learningRate: 0.01, step: number, temperature: 1 }, 0, random),
  );
}

const measured: Readonly<Record<string, readonly [name: string, () => Promise<Cost>]>> = {
  sampled: ['weights, sampled operators', () => weightCost()],
  fixed: [`weights, always the same network (mean of ${networks})`, fixedCost],
  all: ['weights, all operators', () => weightCost(allOperators)],
  architecture: ['architecture parameters', architectureCost],
};

const { cpu, onnxruntime } = describeMachine();
process.stdout.write(
  `${cpu}, ONNX Runtime ${onnxruntime}, one thread; ${cells} cells, ${nodes} nodes, ${channels} channels\n`,
);
const table = [['step', 'made in s', 'median ms', 'least ms']];
for (const part of options.parts.split(',')) {
  const [name, measure] = measured[part] ?? [];
  if (!name || !measure)
    throw new Error(`--parts: unknown part ${part}; known are ${Object.keys(measured).join(', ')}`);
  const { compile, median, least } = await measure();
  table.push([name, (compile / 1000).toFixed(1), median.toFixed(1), least.toFixed(1)]);
}
process.stdout.write(`${textTable(table)}\n`);
