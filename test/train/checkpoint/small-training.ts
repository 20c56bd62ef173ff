import { createHash } from 'node:crypto';
import { constraints, type LayersModel, layers, regularizers, sequential } from '@tensorflow/tfjs-layers';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import type { LoadedData, Task } from '../../../pipeline/load/data.js';
import { networkInputShape } from '../../../pipeline/load/network-input-shape.js';
import { buildModel } from '../../../pipeline/train/build-model.js';
import type { TrainingPlan } from '../../../pipeline/train/plan.js';
import { type TrainingRequest, trainModel } from '../../../pipeline/train/train-model.js';
import { saveVariables, weightsOf } from '../../../pipeline/train/variables-snapshot.js';
import { blobs } from '../small-data.js';

/** 50 rows: with batches of 16 the last one is smaller. */
export const data = blobs([50, 20, 20]);

/** Noise of every kind, batch statistics, a penalty, a constraint, and a layer that is not trained. */
export const noisyNetwork = (_hp: object, { inputShape }: Task): LayersModel =>
  sequential({
    layers: [
      layers.gaussianNoise({ stddev: 0.1, inputShape: [...inputShape] }),
      layers.dense({ units: 8, trainable: false }),
      layers.dense({ units: 16, activation: 'relu', kernelRegularizer: regularizers.l1l2({ l1: 0.01, l2: 0.01 }) }),
      layers.batchNormalization({ momentum: 0.9 }),
      layers.dropout({ rate: 0.3 }),
      layers.dense({ units: 3, kernelConstraint: constraints.maxNorm({ maxValue: 1 }) }),
    ],
  });

/** As much as possible that has to be remembered from epoch to epoch. */
export const fullPlan: TrainingPlan = {
  epochs: 7,
  batchSize: 8,
  optimizer: { name: 'nadam', learningRate: 0.02, weightDecay: 0.01 },
  schedule: { name: 'reduceOnPlateau', patience: 0, factor: 0.5, threshold: 0.3 },
  clipping: { norm: 1 },
  averaging: { decay: 0.9 },
  accumulation: 3,
  earlyStopping: { patience: 3 },
};

export const onnx = await openEngine('onnx', { threads: 1 });

/** A training from its beginning or a checkpoint, and all of its outcome that is the same whenever it is run. */
export async function train(
  plan: TrainingPlan,
  options: Partial<TrainingRequest> & { readonly build?: (hp: object, task: Task) => LayersModel } = {},
) {
  const { build = noisyNetwork, data: given = data as LoadedData, ...rest } = options;
  const task = { ...given.task, inputShape: networkInputShape(given) };
  await onnx.activate();
  const model = buildModel(build, {}, task, [1, 0]);
  try {
    const result = await trainModel({ engine: onnx, model, plan, data: given, seedPath: [1, 0], ...rest });
    if (result.end !== 'finished') throw new Error(`training ended as ${result.end}`);
    const { seconds: _, history, ...outcome } = result;
    const records = history.map(({ seconds: _, ...record }) => record);
    return { ...outcome, history: records, weights: await saveVariables(weightsOf(model)) };
  } finally {
    model.dispose();
  }
}

/** A short text that is the same only for the same outcome, weights bit for bit. */
export function digestOf({ weights, ...outcome }: Awaited<ReturnType<typeof train>>): string {
  const hash = createHash('sha256').update(JSON.stringify(outcome));
  for (const values of weights) hash.update(values);
  return hash.digest('hex');
}
