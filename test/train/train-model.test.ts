import * as tf from '@tensorflow/tfjs-core';
import { constraints, type LayersModel, layers, regularizers, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { iris, wine } from '../../datasets/index.js';
import { mlp } from '../../models/index.js';
import { StudyFileError } from '../../pipeline/errors.js';
import type { LoadedData, Task } from '../../pipeline/load/data.js';
import { networkInputShape } from '../../pipeline/load/network-input-shape.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { shuffledIndices } from '../../pipeline/random/shuffled-indices.js';
import { buildModel } from '../../pipeline/train/build-model.js';
import type { TrainingPlan } from '../../pipeline/train/plan.js';
import { type TrainingRequest, trainModel } from '../../pipeline/train/train-model.js';
import { cpu } from './on-cpu.js';
import { blobs, linear, smallData } from './small-data.js';

const sgd = (learningRate: number) => ({ name: 'sgd', learningRate }) as const;
const adam = (learningRate: number) => ({ name: 'adam', learningRate }) as const;

type Build = (hp: object, task: Task) => LayersModel;
const softmaxRegression: Build = (_hp, task) => mlp({ ...task, layers: 0 });

async function train(
  data: LoadedData,
  plan: TrainingPlan,
  build: Build = softmaxRegression,
  rest: Partial<TrainingRequest> = {},
) {
  const seedPath = rest.seedPath ?? [1, 0];
  const task = { ...data.task, inputShape: networkInputShape(data) };
  const model = buildModel(build, {}, task, seedPath);
  const result = await trainModel({ engine: cpu, model, plan, data, seedPath, ...rest });
  const weights = model.weights.map((weight) => Array.from(weight.read().dataSync()));
  model.dispose();
  return { result, weights };
}

async function finished(...args: Parameters<typeof train>) {
  const { result, weights } = await train(...args);
  if (result.end !== 'finished') throw new Error(`training ended as ${result.end}`);
  return { ...result, weights };
}

describe('real data', () => {
  test('iris reaches the accuracy it is known for', async () => {
    const data = await iris().load();
    const result = await finished(data, { epochs: 40, batchSize: 16, optimizer: adam(0.02) }, (_hp, task) =>
      mlp({ ...task, hiddenUnits: 16 }),
    );
    expect(result.finalMetrics.train.score).toBeGreaterThan(0.95);
    expect(result.finalMetrics.test.score).toBeGreaterThan(0.9);
    expect(result.history.map((record) => record.epoch)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  test('wine, whose columns differ a thousandfold in scale', async () => {
    const result = await finished(await wine().load(), { epochs: 20, batchSize: 32, optimizer: adam(0.05) });
    expect(result.finalMetrics.test.score).toBeGreaterThan(0.9);
  });
});

describe('one step at a time', () => {
  /** Softmax regression by hand, in double precision, on the batches that the seed prescribes. */
  function byHand(data: LoadedData, batchSize: number, epochs: number, rate: number, initial: number[][]) {
    const [kernel = [], bias = []] = initial.map((values) => [...values]);
    const n = data.train.x.shape[0] ?? 0;
    const losses: number[] = [];
    const accuracies: number[] = [];
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const order = shuffledIndices(n, randomStream(1, 0, 'shuffle', epoch));
      let [loss, correct] = [0, 0];
      for (let from = 0; from < n; from += batchSize) {
        const rows = [...order.subarray(from, from + batchSize)];
        const gradients = { kernel: kernel.map(() => 0), bias: bias.map(() => 0) };
        for (const row of rows) {
          const x = [data.train.x.get(row, 0), data.train.x.get(row, 1)];
          const y = data.train.y.get(row);
          const logits = bias.map((b, k) => b + x.reduce((sum, value, i) => sum + value * (kernel[i * 3 + k] ?? 0), 0));
          const normaliser = logits.reduce((sum, value) => sum + Math.exp(value), 0);
          loss += Math.log(normaliser) - (logits[y] ?? 0);
          correct += logits.indexOf(Math.max(...logits)) === y ? 1 : 0;
          logits.forEach((logit, k) => {
            const error = (Math.exp(logit) / normaliser - (k === y ? 1 : 0)) / rows.length;
            gradients.bias[k] = (gradients.bias[k] ?? 0) + error;
            x.forEach((value, i) => {
              gradients.kernel[i * 3 + k] = (gradients.kernel[i * 3 + k] ?? 0) + error * value;
            });
          });
        }
        gradients.kernel.forEach((g, i) => {
          kernel[i] = (kernel[i] ?? 0) - rate * g;
        });
        gradients.bias.forEach((g, i) => {
          bias[i] = (bias[i] ?? 0) - rate * g;
        });
      }
      losses.push(loss / n);
      accuracies.push(correct / n);
    }
    return { weights: [kernel, bias], losses, accuracies };
  }

  test.each([8, 10, 64])(
    'training equals gradient descent written out by hand, with batches of %i of 37 rows',
    async (batchSize) => {
      const data = blobs([37, 11, 5]);
      const initial = buildModel(softmaxRegression, {}, data.task, [1, 0]).weights.map((w) =>
        Array.from(w.read().dataSync()),
      );
      const { history, weights } = await finished(data, { epochs: 3, batchSize, optimizer: sgd(0.3) });
      const expected = byHand(data, batchSize, 3, 0.3, initial);
      weights.flat().forEach((w, i) => {
        expect(w).toBeCloseTo(expected.weights.flat()[i] ?? Number.NaN, 5);
      });
      history.forEach((record, i) => {
        expect(record.trainLoss).toBeCloseTo(expected.losses[i] ?? Number.NaN, 5);
        expect(record.trainScore).toBeCloseTo(expected.accuracies[i] ?? Number.NaN, 10);
      });
    },
  );
});

test('regression: the true line is found, in the targets own units, and R2 has its closed form', async () => {
  const data = linear([400, 100, 300]);
  const result = await finished(data, { epochs: 30, batchSize: 32, optimizer: sgd(0.1) });
  const [kernel = []] = result.weights;
  // Standardised: (2 x1 - x2) / sqrt(5) and x2.
  [2 / Math.sqrt(5), 0, -1 / Math.sqrt(5), 1].forEach((want, i) => {
    expect(kernel[i]).toBeCloseTo(want, 1);
  });
  // Noise of 0.1 on variances 5 and 1: R2 = mean of 1 - 0.01 / 5.01 and 1 - 0.01 / 1.01.
  expect(result.finalMetrics.test.score).toBeCloseTo(1 - (0.01 / 5.01 + 0.01 / 1.01) / 2, 2);
  expect(result.finalMetrics.test.loss).toBeLessThan(0.01);
});

test('evaluation counts every row once when they do not fill the last batch', async () => {
  // A model that cannot learn: all logits equal, so each sample's loss is exactly log 3.
  const constant: Build = () =>
    sequential({
      layers: [
        layers.dense({
          units: 3,
          inputShape: [2],
          kernelInitializer: 'zeros',
          kernelConstraint: constraints.maxNorm({ maxValue: 0 }),
          useBias: false,
        }),
      ],
    });
  const data = blobs([5, 601, 257]);
  const result = await finished(data, { epochs: 1, batchSize: 5, optimizer: sgd(0.1) }, constant);
  for (const name of ['validation', 'test'] as const) {
    const { shape } = data[name].y;
    const first = Array.from({ length: shape[0] ?? 0 }, (_, i) => data[name].y.get(i)).filter((y) => y === 0).length;
    expect(result.finalMetrics[name].loss).toBeCloseTo(Math.log(3), 5);
    expect(result.finalMetrics[name].score).toBeCloseTo(first / (shape[0] ?? 0), 10);
  }
});

describe('divergence', () => {
  test('ends at once and says so', async () => {
    let epochs = 0;
    const { result } = await train(
      linear([100, 20, 20]),
      { epochs: 50, batchSize: 10, optimizer: sgd(1e6) },
      softmaxRegression,
      {
        onEpoch: () => {
          epochs++;
          return 'continue';
        },
      },
    );
    expect(result).toMatchObject({ end: 'diverged', diagnosis: 'diverged', epochs: result.history.length });
    expect(epochs).toBe(result.history.length);
    expect(result.end === 'diverged' && result.step).toBeLessThan(50);
  });

  test('a NaN in the data is found in the step that meets it', async () => {
    const data = linear([100, 20, 20]);
    data.train.x.set(0, 0, Number.NaN);
    const { result } = await train(data, { epochs: 2, batchSize: 10, optimizer: sgd(0.1) });
    const position = shuffledIndices(100, randomStream(1, 0, 'shuffle', 1)).indexOf(0);
    expect(result).toMatchObject({ end: 'diverged', step: Math.floor(position / 10) + 1, epochs: 0 });
  });
});

describe('early stopping', () => {
  /** Twelve training rows with random labels: validation loss rises soon. */
  const noise = smallData({ kind: 'classification', inputShape: [6], classes: ['a', 'b'] }, [12, 60, 10], (random) => ({
    x: Array.from({ length: 6 }, () => random.normal()),
    y: [random.below(2)],
  }));
  const build: Build = (_hp, task) => mlp({ ...task, hiddenUnits: 32, layers: 1 });
  const plan: TrainingPlan = { epochs: 60, batchSize: 4, optimizer: adam(0.03), earlyStopping: { patience: 3 } };

  test('stops after its patience and gives back the weights of the best epoch', async () => {
    const stopped = await finished(noise, plan, build);
    const { history, bestEpoch } = stopped;
    const losses = history.map((record) => record.validationLoss);
    expect(stopped.stoppedEarly).toBe(true);
    expect(bestEpoch).toBe(losses.indexOf(Math.min(...losses)) + 1);
    expect(history.length).toBe(bestEpoch + 3);
    expect(stopped.finalMetrics.validation.loss).toBe(losses[bestEpoch - 1]);
    const direct = await finished(noise, { ...plan, epochs: bestEpoch, earlyStopping: undefined }, build);
    expect(stopped.weights).toEqual(direct.weights);
  });

  test('without it the last epoch counts', async () => {
    const result = await finished(noise, { ...plan, epochs: 6, earlyStopping: undefined }, build);
    expect(result).toMatchObject({ stoppedEarly: false, bestEpoch: 6, epochs: 6 });
    expect(result.finalMetrics.validation.loss).toBe(result.history.at(-1)?.validationLoss);
  });
});

test('the caller stops training after an epoch', async () => {
  const { result } = await train(
    blobs([30, 10, 10]),
    { epochs: 9, batchSize: 10, optimizer: sgd(0.1) },
    softmaxRegression,
    {
      onEpoch: async ({ epoch }) => (epoch === 2 ? 'stop' : 'continue'),
    },
  );
  expect(result).toMatchObject({ end: 'stopped', epochs: 2 });
});

describe('reproducibility', () => {
  const noisy: Build = (_hp, { inputShape }) =>
    sequential({
      layers: [
        layers.gaussianNoise({ stddev: 0.1, inputShape: [...inputShape] }),
        layers.dense({ units: 16, activation: 'relu' }),
        layers.batchNormalization(),
        layers.dropout({ rate: 0.3 }),
        layers.dense({ units: 3 }),
      ],
    });
  const plan: TrainingPlan = { epochs: 2, batchSize: 16, optimizer: adam(0.01) };

  test('the same seed path gives bit-equal weights, another one does not', async () => {
    const data = blobs([50, 20, 20]);
    const withSeed = (seed: number) => finished(data, plan, noisy, { seedPath: [seed, 0] });
    const [a, b, c] = [await withSeed(1), await withSeed(1), await withSeed(2)];
    expect(a.weights).toEqual(b.weights);
    expect(a.history.map(({ seconds, ...rest }) => rest)).toEqual(b.history.map(({ seconds, ...rest }) => rest));
    expect(a.weights).not.toEqual(c.weights);
  });

  test('masks are new in every step', async () => {
    // With a frozen mask, 90 % of the hidden units would never learn: their kernels would keep their initial values.
    const dropped: Build = (_hp, { inputShape }) =>
      sequential({
        layers: [
          layers.dense({ units: 40, inputShape: [...inputShape] }),
          layers.dropout({ rate: 0.9, noiseShape: [1, 40] }),
          layers.dense({ units: 3 }),
        ],
      });
    const data = blobs([200, 20, 20]);
    const initial = buildModel(dropped, {}, data.task, [1, 0]).weights.map((w) => Array.from(w.read().dataSync()));
    const { weights } = await finished(data, { epochs: 5, batchSize: 10, optimizer: sgd(0.05) }, dropped);
    const moved = (weights[0] ?? []).filter((w, i) => w !== initial[0]?.[i]).length;
    expect(moved).toBeGreaterThan(0.9 * 80);
  });
});

describe('regularisers and constraints', () => {
  const shrunk =
    (build: (units: number) => layers.Layer): Build =>
    (_hp, task) =>
      sequential({ layers: [layers.inputLayer({ inputShape: [...task.inputShape] }), build(3)] });

  test('a penalty shrinks the weights but is no part of the reported loss', async () => {
    const data = blobs([60, 20, 20]);
    const plan: TrainingPlan = { epochs: 4, batchSize: 20, optimizer: sgd(0.1) };
    const norm = (weights: number[][]) => Math.hypot(...(weights[0] ?? []));
    const free = await finished(
      data,
      plan,
      shrunk((units) => layers.dense({ units })),
    );
    const held = await finished(
      data,
      plan,
      shrunk((units) => layers.dense({ units, kernelRegularizer: regularizers.l2({ l2: 0.5 }) })),
    );
    expect(norm(held.weights)).toBeLessThan(0.7 * norm(free.weights));
    // 0.5 ||W||^2 is far more than this.
    expect(held.finalMetrics.train.loss).toBeLessThan(Math.log(3));
  });

  test("a weight's constraint holds after training", async () => {
    const build = shrunk((units) => layers.dense({ units, kernelConstraint: constraints.nonNeg() }));
    const { weights } = await finished(blobs([60, 20, 20]), { epochs: 2, batchSize: 20, optimizer: adam(0.1) }, build);
    expect(Math.min(...(weights[0] ?? []))).toBe(0);
  });

  test('frozen layers keep their weights', async () => {
    const build: Build = (_hp, task) => {
      const frozen = layers.dense({ units: 4, inputShape: [...task.inputShape], trainable: false });
      return sequential({ layers: [frozen, layers.dense({ units: 3 })] });
    };
    const data = blobs([30, 10, 10]);
    const initial = buildModel(build, {}, data.task, [1, 0]);
    const before = initial.weights.map((w) => [w.originalName, Array.from(w.read().dataSync())]);
    const { weights } = await finished(data, { epochs: 1, batchSize: 10, optimizer: adam(0.1) }, build);
    const unchanged = weights.filter((w, i) => JSON.stringify(w) === JSON.stringify(before[i]?.[1]));
    expect(unchanged).toHaveLength(2);
  });
});

test('no tensor is left behind, however training ends', async () => {
  const data = blobs([37, 11, 5]);
  const build: Build = (_hp, task) => mlp({ ...task, dropout: 0.2 });
  const plan: TrainingPlan = { epochs: 3, batchSize: 8, optimizer: adam(0.01), earlyStopping: { patience: 1 } };
  await train(data, plan, build);
  const before = tf.memory().numTensors;
  const perEpoch: number[] = [];
  const counting = () => {
    perEpoch.push(tf.memory().numTensors);
    return 'continue' as const;
  };
  await train(data, { ...plan, earlyStopping: undefined }, build, { onEpoch: counting });
  await train(data, plan, build);
  await train(data, plan, build, { onEpoch: () => 'stop' });
  await train(linear([37, 11, 5]), { ...plan, optimizer: sgd(1e30) });
  expect(new Set(perEpoch).size).toBe(1);
  expect(tf.memory().numTensors).toBe(before);
});

test('an impossible plan is refused before anything is trained', async () => {
  await expect(train(blobs([10, 5, 5]), { epochs: 1, batchSize: 4, optimizer: sgd(-1) })).rejects.toThrow(
    StudyFileError,
  );
});
