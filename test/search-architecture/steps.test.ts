import type * as tf from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { operatorNames } from '../../models/cells/operators.js';
import { type CandidateOperators, supernet } from '../../models/cells/supernet.js';
import type { Engine } from '../../pipeline/compiler/engine.js';
import { gatherBatch } from '../../pipeline/load/gather-batch.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { withSeededMathRandom } from '../../pipeline/random/with-seeded-math-random.js';
import { byKind, createArchitectureParameters } from '../../pipeline/search-architecture/architecture-parameters.js';
import { compileArchitectureStep } from '../../pipeline/search-architecture/steps/compile-architecture-step.js';
import { compileWeightStep } from '../../pipeline/search-architecture/steps/compile-weight-step.js';
import type { SearchParts } from '../../pipeline/search-architecture/steps/search-step.js';
import { losses } from '../../pipeline/train/losses/registry.js';
import { resolveOptimizer } from '../../pipeline/train/optimizers/resolve-optimizer.js';
import { createUpdateState } from '../../pipeline/train/update/update-state.js';
import { onBoth } from '../compiler/engine-pair.js';
import { largestDifference } from '../compiler/largest-difference.js';
import { stripes } from './small-search.js';

const data = stripes(4);
const candidates: CandidateOperators = byKind(() => Array.from({ length: 5 }, () => operatorNames));
const batchSize = 4;
const firstRows = Uint32Array.from({ length: batchSize }, (_, i) => i);

function smallSearch(engine: Engine): SearchParts {
  const network = withSeededMathRandom(randomStream('small search'), () =>
    supernet(data.task, { cells: 3, channels: 2, nodes: 2, candidates }),
  );
  const random = randomStream('alpha');
  const rows = byKind((kind) => candidates[kind].map((names) => names.map(() => random.normal())));
  const parameters = createArchitectureParameters(candidates, rows);
  return { engine, supernet: network, parameters, data, loss: losses.softmaxCrossEntropy, batchSize };
}

function gradientDescent(weights: readonly LayerVariable[]) {
  const optimizer = resolveOptimizer({ name: 'sgd', learningRate: 1 });
  const network = { weights: [...weights], trainableWeights: [...weights], layers: [], outputs: [] };
  return createUpdateState(network, { optimizer, accumulation: 1 });
}

async function read(weights: Iterable<readonly [string, { read(): tf.Tensor }]>) {
  const values: Record<string, Float32Array> = {};
  for (const [name, weight] of weights) values[name] = (await weight.read().data()) as Float32Array;
  return values;
}

/** Every weight and alpha after one step of either kind, and what the steps said. */
async function afterOneStep(engine: Engine) {
  const parts = smallSearch(engine);
  const weightStep = await compileWeightStep(parts, gradientDescent([...parts.supernet.weights.values()]));
  gatherBatch(data.train, firstRows, 0, batchSize, weightStep.buffers.x, weightStep.buffers.y);
  const first = await weightStep.run({ learningRate: 0.1, step: 1 }, 0.5, randomStream('weights'));
  const milliseconds = byKind((kind) => candidates[kind].map((names, row) => names.map((_, k) => 0.1 * (row + k))));
  const architectureStep = await compileArchitectureStep(parts, gradientDescent(Object.values(parts.parameters)), {
    weight: 0.5,
    milliseconds,
  });
  gatherBatch(data.train, firstRows, 0, batchSize, architectureStep.buffers.x, architectureStep.buffers.y);
  const scalars = { learningRate: 1, step: 1, temperature: 0.8 };
  const second = await architectureStep.run(scalars, 0.5, randomStream('alpha'));
  weightStep.dispose();
  architectureStep.dispose();
  const said = Float32Array.of(first.loss, first.correct, second.loss, second.latency);
  return { said, ...(await read(parts.supernet.weights)), ...(await read(Object.entries(parts.parameters))) };
}

test('compiled steps change weights and architecture parameters as tfjs itself does', async () => {
  const { onnx, cpu } = await onBoth(afterOneStep);
  const { difference, at } = largestDifference(cpu, onnx);
  expect(difference, at).toBeLessThan(2e-4);
});
