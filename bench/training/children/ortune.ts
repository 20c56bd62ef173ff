import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { installedVersion } from '../../../pipeline/benchmark/machine.js';
import { peakMemory } from '../../../pipeline/benchmark/peak-memory.js';
import { openOnnxEngine } from '../../../pipeline/compiler/engines/onnx.js';
import { registerChainedOperations } from '../../../pipeline/compiler/register-chained-operations.js';
import type { LoadedData, Split } from '../../../pipeline/load/data.js';
import { gatherBatch } from '../../../pipeline/load/gather-batch.js';
import { randomStream } from '../../../pipeline/random/random-stream.js';
import { compileTrainingStep } from '../../../pipeline/train/compile-training-step.js';
import { resolvePlan } from '../../../pipeline/train/resolve-plan.js';
import { createUpdateState } from '../../../pipeline/train/update/update-state.js';
import { type Fixture, readFixture } from '../fixture.js';
import { forgetPeakMemory } from '../forget-peak-memory.js';
import { buildNetwork, classCount } from '../networks.js';
import type { ChildReport, ChildRequest } from '../protocol.js';
import { timeSteps } from '../time-steps.js';

/** The engine `onnx` as the trainer uses it: one compiled step, fed from the data set batch by batch. */
const request = JSON.parse(process.argv[2] ?? '') as ChildRequest;
const fixture = readFixture(request.fixture);
forgetPeakMemory();
registerChainedOperations();
const engine = openOnnxEngine({
  threads: request.threads,
  ...(request.profilePrefix && { profilePrefix: request.profilePrefix }),
});
await engine.activate();

const model = buildNetwork(tfl, fixture.network);
model.weights.forEach((weight, i) => {
  weight.write(tf.tensor((fixture.weightValues[i] as Float32Array).slice(), weight.shape as number[]));
});
const data = asLoadedData(fixture);
const plan = resolvePlan(
  {
    epochs: 1,
    batchSize: fixture.batchSize,
    optimizer: { name: 'adam', learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  },
  data.task,
);
const state = createUpdateState(model, plan);
const begun = performance.now();
const step = await compileTrainingStep({ engine, model, data, plan, state }, fixture.batchSize);
const compileMilliseconds = performance.now() - begun;

const order = Uint32Array.from({ length: fixture.y.length }, (_, i) => i);
const noise = randomStream('training bench');
let loss = Number.NaN;
const timing = await timeSteps(request, fixture.batches, {
  async run(batch, number) {
    gatherBatch(data.train, order, batch * fixture.batchSize, fixture.batchSize, step.buffers.x, step.buffers.y);
    loss = (await step.run({ learningRate: plan.optimizer.learningRate, step: number }, noise)).loss;
  },
  loss: () => loss,
});
const report: ChildReport = {
  ...timing,
  samplesPerStep: fixture.batchSize,
  peakMemory: peakMemory(),
  compileMilliseconds,
  versions: {
    'onnxruntime-node': installedVersion('onnxruntime-node') ?? '?',
    'tfjs-core': tf.version_core,
  },
};
// Ends the profile.
step.dispose();
console.log(JSON.stringify(report));

function asLoadedData({ x, y, inputShape }: Fixture): LoadedData {
  const split: Split = { x: ndarray(x, [y.length, ...inputShape]), y: ndarray(y, [y.length]) };
  return {
    name: 'training bench',
    task: { kind: 'classification', inputShape, classes: Array.from({ length: classCount }, (_, i) => String(i)) },
    train: split,
    validation: split,
    test: split,
    inputTransform: { kind: 'identity' },
  };
}
