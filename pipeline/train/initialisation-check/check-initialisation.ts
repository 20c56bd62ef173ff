import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, layers } from '@tensorflow/tfjs-layers';
import type { Engine } from '../../compiler/engine.js';
import type { LoadedData } from '../../load/data.js';
import { sliceRows } from '../../load/gather-batch.js';
import { applyInputTransform } from '../apply-input-transform.js';
import { batchSpecs } from '../batch-inputs.js';
import { withFrozenWeights } from '../noise/with-frozen-weights.js';
import { withoutNoise } from '../noise/without-noise.js';
import { withFusedNormalisation } from '../normalisation/with-fused-normalisation.js';
import type { TrainingPlan } from '../plan.js';
import { resolvePlan } from '../resolve-plan.js';
import { standardiseTargets } from '../standardise-targets.js';
import { initialisationVerdict, type LayerInitialisation, type LayerStatistics } from './layer-initialisation.js';
import { type WatchedLayer, watchedLayers } from './watched-layers.js';

const largestBatch = 256;
/** Columns of equal weights may differ by rounding in a matrix product, as a share of the largest number. */
const equalWithin = 1e-5;
const columns = 9;

/**
 * Looks at every layer with kernels on the first training samples (at most 256) before training: one forward and backward
 * pass in one compiled program, with batch statistics as in training and without noise. The model is left as it was.
 * @throws StudyFileError when the plan is impossible, ModelError when the model cannot be compiled.
 */
export async function checkInitialisation(request: {
  readonly engine: Engine;
  readonly model: LayersModel;
  readonly plan: TrainingPlan;
  readonly data: LoadedData;
}): Promise<readonly LayerInitialisation[]> {
  const { engine, model } = request;
  const { loss } = resolvePlan(request.plan, request.data.task);
  const data = standardiseTargets(request.data);
  const watched = watchedLayers(model);
  if (watched.length === 0) return [];
  const batchSize = Math.min(largestBatch, data.train.x.shape[0] ?? 0);
  const program = await engine.compile({
    name: 'initialisation-check',
    model,
    inputs: batchSpecs(data, batchSize),
    state: model.weights.map((weight) => weight.read() as tf.Variable),
    step({ x, y }) {
      const seen = new Map<layers.Layer, tf.Tensor>();
      const objective = () => {
        const forward = () => model.apply(applyInputTransform(x, data.inputTransform), { training: true });
        // Kept, because what is made inside of variableGrads is disposed of when it ends.
        const keep = (layer: layers.Layer, output: tf.Tensor) => seen.set(layer, tf.keep(tf.clone(output)));
        const predictions = withFrozenWeights(() =>
          withoutNoise(() => withFusedNormalisation(() => withOutputs(watched, keep, forward))),
        );
        return loss.mean(predictions as tf.Tensor, y);
      };
      const { grads } = tf.variableGrads(
        objective,
        model.trainableWeights.map((weight) => weight.read() as tf.Variable),
      );
      const rows = watched.map((layer) => statisticsOf(layer, seen.get(layer.source) as tf.Tensor, grads));
      tf.dispose([...seen.values()]);
      return { statistics: tf.stack(rows) };
    },
  });
  try {
    const { x, y } = sliceRows(data.train, 0, batchSize);
    const { statistics } = await program.run({ x: x.data, y: y.data });
    return watched.map((layer, i) => {
      const numbers = readStatistics(layer, [...statistics.subarray(i * columns, (i + 1) * columns)]);
      return { layer: layer.name, activation: layer.activation, ...numbers, verdict: initialisationVerdict(numbers) };
    });
  } finally {
    program.dispose();
  }
}

/** Runs a forward pass and hands on what the watched layers give. */
function withOutputs<T>(
  watched: readonly WatchedLayer[],
  onOutput: (layer: layers.Layer, output: tf.Tensor) => void,
  forward: () => T,
): T {
  const sources = new Set(watched.map(({ source }) => source));
  const { prototype } = layers.Layer;
  const original = prototype.apply;
  prototype.apply = function (...args) {
    const output = original.apply(this, args);
    const [first] = [output].flat();
    if (sources.has(this) && first instanceof tf.Tensor) onOutput(this, first);
    return output;
  };
  try {
    return forward();
  } finally {
    prototype.apply = original;
  }
}

/** Mean, deviation, shares and gradient norm, then spread and largest number of kernel and gradient: `columns` of them. */
function statisticsOf({ activation, kernels, units }: WatchedLayer, y: tf.Tensor, grads: tf.NamedTensorMap): tf.Tensor {
  const share = (condition: tf.Tensor) => tf.mean(tf.cast(condition, 'float32'));
  const mean = tf.mean(y);
  const std = tf.sqrt(tf.mean(tf.square(tf.sub(y, mean))));
  // The range of tanh is 2 wide and that of the sigmoid 1, around 0 and 0.5.
  const inRange = activation === 'sigmoid' ? tf.sub(tf.mul(y, 2), 1) : y;
  const saturated = share(tf.greater(tf.abs(inRange), 0.97));
  const perUnit = tf.max(tf.abs(tf.reshape(y, [-1, y.shape.at(-1) as number])), 0);
  const dead = share(tf.lessEqual(perUnit, 0));
  const kernelGradients = kernels.map((kernel) => grads[(kernel.read() as tf.Variable).name] as tf.Tensor);
  const squares = kernelGradients.map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  const spreads = [kernels[0]?.read() as tf.Tensor, kernelGradients[0] as tf.Tensor].flatMap((weights) => {
    const byUnit = tf.reshape(weights, [-1, units]);
    return [tf.max(tf.sub(tf.max(byUnit, 1), tf.min(byUnit, 1))), tf.max(tf.abs(weights))];
  });
  return tf.stack([mean, std, saturated, dead, norm, ...spreads]);
}

function readStatistics({ activation, units }: WatchedLayer, numbers: readonly number[]): LayerStatistics {
  const [mean, std, saturated, dead, gradientNorm, kernelSpread, largestWeight, gradientSpread, largestGradient] =
    numbers as [number, number, number, number, number, number, number, number, number];
  return {
    mean,
    std,
    ...((activation === 'tanh' || activation === 'sigmoid') && { saturated }),
    ...(activation === 'relu' && { dead }),
    gradientNorm,
    symmetric:
      units > 1 && kernelSpread <= equalWithin * largestWeight && gradientSpread <= equalWithin * largestGradient,
  };
}
