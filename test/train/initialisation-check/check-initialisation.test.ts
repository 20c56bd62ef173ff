import { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { convNet, recurrent, separableNet } from '../../../models/index.js';
import { openEngine } from '../../../pipeline/compiler/open-engine.js';
import type { LoadedData, Split, Task } from '../../../pipeline/load/data.js';
import { randomStream } from '../../../pipeline/random/random-stream.js';
import { parseStudy } from '../../../pipeline/study/parse-study.js';
import { buildModel } from '../../../pipeline/train/build-model.js';
import { checkInitialisation } from '../../../pipeline/train/initialisation-check/check-initialisation.js';
import { worstInitialisation } from '../../../pipeline/train/initialisation-check/layer-initialisation.js';
import initialisationStudy from '../../../studies/initialisation.study.js';
import { cpu } from '../on-cpu.js';

/** Standard normal images of a size, with classes drawn by chance. */
function noise(inputShape: readonly number[], n = 128): LoadedData {
  const random = randomStream('initialisation', ...inputShape);
  const size = inputShape.reduce((product, length) => product * length, n);
  const split: Split = {
    x: ndarray(
      Float32Array.from({ length: size }, () => random.normal()),
      [n, ...inputShape],
    ),
    y: ndarray(
      Int32Array.from({ length: n }, () => random.below(10)),
      [n],
    ),
  };
  const task: Task = { kind: 'classification', inputShape, classes: [...'0123456789'] };
  return { name: 'noise', task, train: split, validation: split, test: split, inputTransform: { kind: 'identity' } };
}

const study = parseStudy(initialisationStudy);
const plan = study.training({}, noise([1]).task);

describe('the initialisation study: sixteen layers', () => {
  const data = noise([28, 28, 1]);
  const check = async (activation: string, initializer: string) => {
    const model = buildModel(study.model, { activation, initializer }, data.task, [1]);
    const found = await checkInitialisation({ engine: cpu, model, plan, data });
    model.dispose();
    expect(found).toHaveLength(17);
    return found;
  };

  test.each([
    ['tanh', 'zeros', 'symmetric'],
    ['relu', 'zeros', 'symmetric'],
    ['tanh', 'small', 'vanishing'],
    ['relu', 'small', 'vanishing'],
    ['tanh', 'large', 'saturated'],
    ['relu', 'large', 'exploding'],
    ['tanh', 'xavier', 'healthy'],
    ['tanh', 'he', 'healthy'],
    ['relu', 'he', 'healthy'],
    ['relu', 'xavier', 'vanishing'],
  ])('%s with %s: %s', async (activation, initializer, verdict) => {
    expect(worstInitialisation(await check(activation, initializer))?.verdict).toBe(verdict);
  });

  test('tanh with large weights saturates in every hidden layer', async () => {
    const hidden = (await check('tanh', 'large')).slice(0, -1);
    for (const layer of hidden) expect(layer.saturated).toBeGreaterThan(0.25);
  });

  test('signals shrink by the factor that theory says', async () => {
    // relu keeps (sigma^2 fan-in / 2) of the second moment; Xavier's is 1 / fan-in between layers of equal width.
    const found = await check('relu', 'xavier');
    const power = found.slice(0, 16).map(({ mean, std }) => mean ** 2 + std ** 2);
    const perLayer = ((power[15] ?? 0) / (power[0] ?? 0)) ** (1 / 15);
    expect(perLayer).toBeGreaterThan(0.4);
    expect(perLayer).toBeLessThan(0.6);
  });
});

test('numbers of a network worked out by hand', async () => {
  const data = noise([2], 40);
  const model = buildModel(
    (_hp, task) =>
      sequential({
        layers: [
          layers.dense({ units: 3, inputShape: [...task.inputShape] }),
          layers.reLU(),
          layers.dense({ units: 10, activation: 'linear' }),
        ],
      }),
    {},
    data.task,
    [5],
  );
  const [kernel = [], , output = []] = await Promise.all(model.getWeights().map(async (w) => [...(await w.data())]));
  const x = data.train.x.data as Float32Array;
  const rows = Array.from({ length: 40 }, (_, i) => [x[2 * i] ?? 0, x[2 * i + 1] ?? 0] as const);
  const hidden = rows.map(([a, b]) =>
    [0, 1, 2].map((u) => Math.max(0, a * (kernel[u] ?? 0) + b * (kernel[3 + u] ?? 0))),
  );
  const all = hidden.flat();
  const mean = all.reduce((sum, h) => sum + h, 0) / all.length;
  const std = Math.sqrt(all.reduce((sum, h) => sum + (h - mean) ** 2, 0) / all.length);
  // d loss / d output kernel = mean over samples of h (softmax(logits) - one-hot).
  const gradient = Array.from({ length: 30 }, () => 0);
  hidden.forEach((h, i) => {
    const logits = Array.from({ length: 10 }, (_, c) =>
      h.reduce((sum, v, u) => sum + v * (output[u * 10 + c] ?? 0), 0),
    );
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    logits.forEach((logit, c) => {
      const error = Math.exp(logit) / total - (data.train.y.get(i) === c ? 1 : 0);
      h.forEach((v, u) => {
        gradient[u * 10 + c] = (gradient[u * 10 + c] ?? 0) + (v * error) / 40;
      });
    });
  });
  const [first, last] = await checkInitialisation({ engine: cpu, model, plan, data });
  expect(first).toMatchObject({ layer: 'dense_1', activation: 'relu', symmetric: false });
  expect(first?.mean).toBeCloseTo(mean, 5);
  expect(first?.std).toBeCloseTo(std, 5);
  expect(first?.saturated).toBeUndefined();
  expect(last?.gradientNorm).toBeCloseTo(Math.hypot(...gradient), 5);
  model.dispose();
});

test('a layer whose biases are far below zero is dead', async () => {
  const data = noise([4], 64);
  const biasInitializer = initializers.constant({ value: -100 });
  const model = buildModel(
    (_hp, task) =>
      sequential({
        layers: [
          layers.dense({ units: 8, inputShape: [...task.inputShape], activation: 'relu' }),
          layers.dense({ units: 8, activation: 'relu', biasInitializer }),
          layers.dense({ units: 10 }),
        ],
      }),
    {},
    data.task,
    [1],
  );
  const found = await checkInitialisation({ engine: cpu, model, plan, data });
  expect(found.map(({ dead }) => dead)).toEqual([expect.any(Number), 1, undefined]);
  expect(found[0]?.dead).toBeLessThan(0.5);
  expect(found[1]?.verdict).toBe('dead');
  model.dispose();
});

test('a network without kernels has nothing to look at', async () => {
  const data = noise([10], 20);
  const net = () => sequential({ layers: [layers.batchNormalization({ inputShape: [10] })] });
  const model = buildModel(net, {}, data.task, [1]);
  expect(await checkInitialisation({ engine: cpu, model, plan, data })).toEqual([]);
  model.dispose();
});

test('convolutions, depthwise kernels and cells, the same on both engines, and the weights stay as they are', async () => {
  const onnx = await openEngine('onnx', { threads: 1 });
  const data = noise([8, 8, 1], 16);
  const families = [
    (task: Task) => convNet({ ...task, filters: 2, normalisation: 'batch', dropout: 0.5, denseUnits: 4 }),
    (task: Task) => separableNet({ ...task, filters: 2, blocks: 1, stages: 1 }),
    (task: Task) => recurrent({ ...task, units: 3, cell: 'gru' }),
  ];
  for (const family of families) {
    const results = [];
    for (const engine of [cpu, onnx]) {
      await engine.activate();
      const model = buildModel((_hp: object, task) => family(task), {}, data.task, [2]);
      const weights = () => Promise.all(model.weights.map(async (weight) => [...(await weight.read().data())]));
      const before = await weights();
      results.push(await checkInitialisation({ engine, model, plan, data }));
      expect(await weights()).toEqual(before);
      model.dispose();
    }
    await cpu.activate();
    const [reference = [], compiled = []] = results;
    expect(compiled.map(({ layer, verdict }) => [layer, verdict])).toEqual(
      reference.map(({ layer, verdict }) => [layer, verdict]),
    );
    reference.forEach(({ std, gradientNorm }, i) => {
      expect(compiled[i]?.std).toBeCloseTo(std, 4);
      expect(compiled[i]?.gradientNorm).toBeCloseTo(gradientNorm, 4);
    });
  }
});
