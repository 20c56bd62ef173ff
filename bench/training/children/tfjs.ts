import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import type * as tfCore from '@tensorflow/tfjs-core';
import type * as tfLayers from '@tensorflow/tfjs-layers';
import { peakMemory } from '../../../pipeline/benchmark/peak-memory.js';
import { readFixture } from '../fixture.js';
import { forgetPeakMemory } from '../forget-peak-memory.js';
import { buildNetwork, classCount } from '../networks.js';
import type { ChildReport, ChildRequest } from '../protocol.js';
import { timeSteps } from '../time-steps.js';

/** tfjs as its users train with a loop of their own: `optimizer.minimize` on one of tfjs's backends. */
const request = JSON.parse(process.argv[2] ?? '') as ChildRequest;
const fixture = readFixture(request.fixture);
const { tf, layers, versions } = await openBackend(request);

const model = buildNetwork(layers, fixture.network);
model.weights.forEach((weight, i) => {
  weight.write(tf.tensor(fixture.weightValues[i] as Float32Array, weight.shape as number[]));
});
const samples = request.samples ?? fixture.batchSize;
const sampleSize = fixture.x.length / fixture.y.length;
const batches = Array.from({ length: fixture.batches }, (_, batch) => {
  const from = batch * fixture.batchSize;
  const labels = fixture.y.slice(from, from + samples);
  const rows = fixture.x.slice(from * sampleSize, (from + samples) * sampleSize);
  return {
    x: tf.tensor(rows, [samples, ...fixture.inputShape]),
    y: tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classCount), 'float32'),
  };
});
forgetPeakMemory();
const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-7);
const weights = model.trainableWeights.map((weight) => weight.read() as tfCore.Variable);
let loss: tfCore.Scalar | null = null;
const timing = await timeSteps(request, fixture.batches, {
  run(batch) {
    const { x, y } = batches[batch] as (typeof batches)[number];
    loss?.dispose();
    loss = optimizer.minimize(
      () => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true }) as tfCore.Tensor) as tfCore.Scalar,
      true,
      weights,
    );
  },
  loss: () => loss?.dataSync()[0] ?? Number.NaN,
});
const report: ChildReport = { ...timing, samplesPerStep: samples, peakMemory: peakMemory(), versions };
console.log(JSON.stringify(report));

async function openBackend({ backend = 'cpu', threads, packages = process.cwd() }: ChildRequest) {
  const load = createRequire(join(packages, 'package.json'));
  if (backend === 'tensorflow') {
    // Read by the native library when it starts; there is no call for it.
    process.env.TF_NUM_INTRAOP_THREADS = String(threads);
    process.env.TF_NUM_INTEROP_THREADS = '1';
    // tfjs-node 4.22 calls two functions of `node:util` that Node 23 removed (tensorflow/tfjs#8609).
    Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray });
    const tf = load('@tensorflow/tfjs-node') as typeof tfCore & typeof tfLayers & { version: Record<string, string> };
    const { binding } = tf.backend() as tfCore.KernelBackend & { binding?: { TF_Version?: string } };
    const native = binding?.TF_Version;
    const found = { 'tfjs-node': tf.version['tfjs-node'] ?? '?', ...(native && { TensorFlow: native }) };
    return { tf: tf as typeof tfCore, layers: tf as typeof tfLayers, versions: found };
  }
  const tf = load('@tensorflow/tfjs-core') as typeof tfCore;
  const layers = load('@tensorflow/tfjs-layers') as typeof tfLayers;
  load(`@tensorflow/tfjs-backend-${backend}`);
  // Silences an advertisement for tfjs-node.
  tf.env().set('PROD', true);
  await tf.setBackend(backend);
  return { tf, layers, versions: { [`tfjs-backend-${backend}`]: tf.version_core } };
}
