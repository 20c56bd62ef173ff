import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Engine, InputData, InputSpec } from '../../pipeline/compiler/engine.js';
import { type RandomStream, randomStream } from '../../pipeline/random/random-stream.js';
import { withSeededMathRandom } from '../../pipeline/random/with-seeded-math-random.js';
import { fillNoise } from '../../pipeline/train/noise/fill-noise.js';
import { findNoise } from '../../pipeline/train/noise/find-noise.js';
import { withNoise } from '../../pipeline/train/noise/with-noise.js';
import { resolveOptimizer } from '../../pipeline/train/optimizers/resolve-optimizer.js';
import { createUpdateState } from '../../pipeline/train/update/update-state.js';
import type { NamedNumbers } from './largest-difference.js';
import type { InputKind, LayerCase } from './layer-cases/layer-case.js';

/** Changes the shapes, weights and inputs of every case, to look for more than the usual run finds. */
const seed = Number(process.env.ORTUNE_TEST_SEED ?? 1);

/** The model of a case with random weights, the same on every engine. An engine must be active. */
export function buildCase({ name }: LayerCase, model: LayerCase['model']): LayersModel {
  const random = randomStream(seed, name, 'sizes');
  const built = withSeededMathRandom(randomStream(seed, name, 'initialisers'), () =>
    model((low, high) => low + random.below(high - low + 1)),
  );
  const values = randomStream(seed, name, 'weights');
  tf.tidy(() => {
    for (const weight of built.weights) {
      const variable = weight.read() as tf.Variable;
      // Variances are positive; everything else about as large as initialisers make it.
      const draw = weight.originalName.includes('variance')
        ? () => 0.5 + values.uniform()
        : () => 0.5 * values.normal();
      variable.assign(tf.tensor(Float32Array.from({ length: variable.size }, draw), variable.shape));
    }
  });
  return built;
}

/** One batch for every input of the model. */
export function batchFor(layerCase: LayerCase, model: LayersModel, batch: number): Record<string, Float32Array> {
  const random = randomStream(seed, layerCase.name, 'inputs');
  return Object.fromEntries(
    Object.entries(inputSpecs(model, batch)).map(([name, { shape }], i) => [
      name,
      filled(layerCase.inputs?.[i] ?? 'normal', shape, random),
    ]),
  );
}

function filled(kind: InputKind, shape: readonly number[], random: RandomStream): Float32Array {
  const length = shape.reduce((product, size) => product * size, 1);
  const draw = (): number => {
    if (typeof kind === 'object') return random.below(kind.indicesBelow);
    return kind === 'positive' ? random.uniform() : random.normal();
  };
  const values = Float32Array.from({ length }, draw);
  if (kind !== 'zeroPadded') return values;
  const [batch = 1, steps = 1] = shape;
  const features = length / batch / steps;
  // Each sequence has its own length, at least one step.
  for (let row = 0; row < batch; row++) {
    const kept = 1 + (row % steps);
    values.fill(0, (row * steps + kept) * features, (row + 1) * steps * features);
  }
  return values;
}

export function inputSpecs(model: LayersModel, batch: number): Record<string, InputSpec> {
  return Object.fromEntries(
    model.inputs.map(({ shape, dtype }, i) => [
      `x${i}`,
      { shape: [batch, ...(shape.slice(1) as number[])], dtype: dtype === 'int32' ? 'int32' : 'float32' },
    ]),
  );
}

const typed = (specs: Record<string, InputSpec>, values: Record<string, Float32Array>): Record<string, InputData> =>
  Object.fromEntries(
    Object.entries(values).map(([name, data]) => [name, specs[name]?.dtype === 'int32' ? Int32Array.from(data) : data]),
  );

function apply(model: LayersModel, inputs: readonly tf.Tensor[], training: boolean): tf.Tensor[] {
  const given = inputs.length === 1 ? (inputs[0] as tf.Tensor) : [...inputs];
  return [model.apply(given, { training })].flat() as tf.Tensor[];
}

/** Every output of the model in inference mode. */
export async function inferOn(engine: Engine, layerCase: LayerCase, model: LayersModel, batch: number) {
  const specs = inputSpecs(model, batch);
  const program = await engine.compile({
    name: layerCase.name,
    model,
    inputs: specs,
    state: model.weights.map((weight) => weight.read() as tf.Variable),
    step: (inputs) => named('y', apply(model, Object.values(inputs), false)),
  });
  const outputs = await program.run(typed(specs, batchFor(layerCase, model, batch)));
  program.dispose();
  return outputs;
}

const named = (prefix: string, tensors: readonly tf.Tensor[]): Record<string, tf.Tensor> =>
  Object.fromEntries(tensors.map((tensor, i) => [`${prefix}${i}`, tensor]));

/** Two steps of training are one more than any first-step special case. */
const steps = 2;

/**
 * Trains for two steps. Gives per step the loss, the gradient of every weight and of every float input, and at the
 * end all weights (moving statistics among them) and what the optimizer remembers.
 */
export async function trainOn(engine: Engine, layerCase: LayerCase, model: LayersModel, batch: number) {
  const specs = inputSpecs(model, batch);
  // An offset of zero that is added to the input: its gradient is the input's.
  const offsets = Object.values(specs).flatMap(({ shape, dtype }, i) =>
    dtype === 'int32' || layerCase.withoutInputGradient || typeof layerCase.inputs?.[i] === 'object'
      ? []
      : [{ input: i, variable: tf.tidy(() => tf.variable(tf.zeros([...shape]))) }],
  );
  const withOffsets = (inputs: readonly tf.Tensor[]) =>
    inputs.map((x, i) => {
      const offset = offsets.find(({ input }) => input === i);
      return offset ? tf.add(x, offset.variable) : x;
    });
  const noise = findNoise(() =>
    tf.addN(
      apply(
        model,
        Object.values(specs).map(({ shape, dtype }) => tf.zeros([...shape], dtype === 'int32' ? 'int32' : 'float32')),
        true,
      ).map((y) => tf.sum(y)),
    ),
  );
  // With this epsilon Adam's update is a smooth function of the gradient, also of one that is nearly zero.
  const optimizer = resolveOptimizer({ name: 'adam', learningRate: 0.05, epsilon: 0.01 });
  const state = createUpdateState(model, { optimizer, accumulation: 1 });
  const all = [...model.weights.map((weight) => weight.read() as tf.Variable), ...state.variables];
  const trainable = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const scalar: InputSpec = { shape: [], dtype: 'float32' };
  const noiseSpecs = Object.fromEntries(
    noise.map(({ shape, kind }, i) => [
      `noise${i}`,
      { shape, dtype: kind === 'mask' ? 'uint8' : 'float32' } satisfies InputSpec,
    ]),
  );
  const program = await engine.compile<string, string>({
    name: `train ${layerCase.name}`,
    model,
    inputs: { ...specs, ...noiseSpecs, learningRate: scalar, step: scalar },
    state: [...all, ...offsets.map(({ variable }) => variable)],
    step(inputs) {
      const xs = Object.keys(specs).map((name) => inputs[name] as tf.Tensor);
      let drawn = 0;
      const draw = () => inputs[`noise${drawn++}`] as tf.Tensor;
      const loss = () => {
        const outputs = withNoise(draw, () => apply(model, withOffsets(xs), true));
        const distances = outputs.map((y, i) => distance(y, i));
        return model.calculateLosses().reduce((sum, penalty) => tf.add(sum, penalty), tf.addN(distances)) as tf.Scalar;
      };
      const { value, grads } = tf.variableGrads(loss, [...trainable, ...offsets.map(({ variable }) => variable)]);
      state.apply(grads, { learningRate: inputs.learningRate as tf.Scalar, step: inputs.step as tf.Scalar });
      const byIndex = [...trainable, ...offsets.map(({ variable }) => variable)].flatMap(({ name }, i) => {
        const gradient = grads[name];
        return gradient ? [[`gradient${i}`, gradient] as const] : [];
      });
      return { loss: value, ...Object.fromEntries(byIndex) };
    },
  });
  const random = randomStream(seed, layerCase.name, 'noise');
  const results: Record<string, ArrayLike<number>> = {};
  for (let step = 1; step <= steps; step++) {
    const drawn = noise.map((kind) => {
      const size = tf.util.sizeFromShape([...kind.shape]);
      const data = kind.kind === 'mask' ? new Uint8Array(size) : new Float32Array(size);
      fillNoise(kind, data, random);
      return data;
    });
    const outputs = await program.run({
      ...typed(specs, batchFor(layerCase, model, batch)),
      ...Object.fromEntries(drawn.map((data, i) => [`noise${i}`, data])),
      learningRate: Float32Array.of(0.05),
      step: Float32Array.of(step),
    });
    for (const [name, data] of Object.entries(outputs)) results[`step ${step} ${name}`] = data;
  }
  for (const [i, variable] of all.entries()) results[`state ${i} ${variable.name}`] = await variable.data();
  program.dispose();
  state.dispose();
  tf.dispose(offsets.map(({ variable }) => variable));
  return renamed(results);
}

/** Names that tfjs counts up over the whole process become plain numbers. */
function renamed(results: NamedNumbers): NamedNumbers {
  return Object.fromEntries(
    Object.entries(results).map(([name, data]) => [name.replace(/^(state \d+) .*$/, '$1'), data]),
  );
}

/** A smooth loss in which every output element counts differently. */
function distance(y: tf.Tensor, index: number): tf.Tensor {
  const random = randomStream(seed, 'target', index);
  const output = tf.cast(y, 'float32');
  const weights = tf.tensor(
    Float32Array.from({ length: y.size }, () => random.normal()),
    y.shape,
  );
  return tf.add(tf.mean(tf.mul(output, weights)), tf.mul(tf.mean(tf.square(output)), 0.5));
}
