import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, test } from 'vitest';
import { mlp } from '../../models/index.js';
import { StudyFileError } from '../../pipeline/errors.js';
import type { LoadedData, Task } from '../../pipeline/load/data.js';
import { buildModel } from '../../pipeline/train/build-model.js';
import type { TrainingPlan } from '../../pipeline/train/plan.js';
import { rangeTest } from '../../pipeline/train/range-test.js';
import type { RangeTestOptions } from '../../pipeline/train/range-test-options.js';
import { trainModel } from '../../pipeline/train/train-model.js';
import { cpu } from './on-cpu.js';
import { blobs, linear } from './small-data.js';

const data = blobs([100, 11, 5]);
const plan: TrainingPlan = { epochs: 2, batchSize: 20, optimizer: { name: 'momentum', learningRate: 0.05 } };
const build = (_hp: object, task: Task): LayersModel => mlp({ ...task, hiddenUnits: 8, layers: 1, dropout: 0.1 });
const newModel = (of: LoadedData = data) => buildModel(build, {}, of.task, [1, 0]);
const weightsOf = (model: LayersModel) => model.weights.map((weight) => Array.from(weight.read().dataSync()));

async function run(options: RangeTestOptions = {}, change: Partial<TrainingPlan> = {}, seed = 1, of = data) {
  const model = newModel(of);
  const before = weightsOf(model);
  const request = { engine: cpu, model, data: of, seedPath: [seed, 0], options, plan: { ...plan, ...change } };
  const result = await rangeTest(request);
  expect(weightsOf(model)).toEqual(before);
  model.dispose();
  return result;
}

describe('rates and losses', () => {
  test('exponential: by the same factor', async () => {
    const { rates, end } = await run({ from: 1e-5, to: 1e-3, steps: 21 });
    expect(end).toBe('last rate');
    expect(rates).toHaveLength(21);
    rates.forEach((rate, i) => {
      expect(rate / 10 ** (i / 10 - 5)).toBeCloseTo(1, 12);
    });
  });

  test('linear: by the same amount', async () => {
    const { rates } = await run({ from: 0.001, to: 0.011, steps: 11, growth: 'linear' });
    rates.forEach((rate, i) => {
      expect(rate).toBeCloseTo(0.001 * (i + 1), 12);
    });
  });

  test('smoothing is the bias-corrected moving average', async () => {
    const { losses, smoothed } = await run({ steps: 60, smoothing: 0.8, stopAt: 1e9 });
    smoothed.forEach((value, i) => {
      const weights = losses.slice(0, i + 1).map((_, j) => 0.8 ** (i - j));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const mean = weights.reduce((total, weight, j) => total + weight * (losses[j] ?? Number.NaN), 0) / sum;
      expect(value).toBeCloseTo(mean, 10);
    });
  });

  test('without smoothing the losses are taken as they are', async () => {
    const { losses, smoothed } = await run({ steps: 12, smoothing: 0 });
    smoothed.forEach((value, i) => {
      expect(value).toBeCloseTo(losses[i] ?? Number.NaN, 12);
    });
  });

  test('they follow from the seed', async () => {
    expect(await run({ steps: 15 })).toEqual(await run({ steps: 15 }));
    expect((await run({ steps: 15 }, {}, 2)).losses).not.toEqual((await run({ steps: 15 })).losses);
  });

  test("the plan's own rate and schedule do not count", async () => {
    const changed = await run({ steps: 15 }, { schedule: 'cosine', optimizer: { name: 'momentum', learningRate: 9 } });
    expect(changed).toEqual(await run({ steps: 15 }));
  });

  test('averages of weights are no part of it; several batches can make one update', async () => {
    const plain = await run({ steps: 12 }, { batchSize: 50 });
    expect(await run({ steps: 12 }, { batchSize: 50, averaging: { decay: 0.9 } })).toEqual(plain);
    const grouped = await run({ steps: 12 }, { batchSize: 25, accumulation: 2 });
    expect(grouped.rates).toEqual(plain.rates);
    // Dropout masks differ with the batches.
    expect(grouped.losses[0]).toBeCloseTo(plain.losses[0] ?? Number.NaN, 0);
  });
});

describe('the end', () => {
  test('stops where the smoothed loss is four times its lowest, and not before', async () => {
    const { smoothed, rates, end } = await run({ to: 1e4 }, { optimizer: { name: 'sgd', learningRate: 1 } });
    expect(end).toBe('risen');
    expect(rates.length).toBeLessThan(200);
    const lowest = Math.min(...smoothed);
    expect(smoothed.at(-1)).toBeGreaterThan(4 * lowest);
    smoothed.slice(0, -1).forEach((value, i) => {
      expect(value).toBeLessThanOrEqual(4 * Math.min(...smoothed.slice(0, i + 1)));
    });
  });

  test('stops at a loss that is no number, which is not recorded', async () => {
    const { losses, end } = await run(
      { from: 1e30, to: 1e38, steps: 20, stopAt: 1e300 },
      { optimizer: { name: 'sgd', learningRate: 1 }, loss: 'meanSquaredError' },
      1,
      linear([100, 5, 5]),
    );
    expect(end).toBe('not finite');
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(losses.length).toBeLessThan(20);
  });

  test('a suggestion that lies between: it trains, and the end of the test does not', async () => {
    const { rates, suggestion } = await run({ to: 1e3 }, { optimizer: { name: 'sgd', learningRate: 1 } });
    const rate = suggestion?.rate ?? 0;
    expect(rate).toBeGreaterThan(1e-3);
    expect(rate).toBeLessThan((rates.at(-1) ?? 0) / 2);
    expect(suggestion?.minimum).toBeGreaterThan(rate);
  });
});

test('a training afterwards is the same as without a test', async () => {
  const train = async (tested: boolean) => {
    const model = newModel();
    const common = { engine: cpu, model, plan, data, seedPath: [1, 0] };
    if (tested) await rangeTest({ ...common, options: { steps: 30 } });
    const { history } = await trainModel(common);
    const weights = weightsOf(model);
    model.dispose();
    return { weights, losses: history.map((record) => record.validationLoss) };
  };
  expect(await train(true)).toEqual(await train(false));
});

test.each<[RangeTestOptions, string]>([
  [{ from: 0 }, '`from`: must be > 0, got 0'],
  [{ from: 1, to: 0.5 }, '`to`: must be greater than `from`'],
  [{ steps: 2 }, '`steps`: must be at least 10, got 2'],
  [{ smoothing: 1 }, '`smoothing`: must be in [0, 1), got 1'],
  [{ stopAt: 1 }, '`stopAt`: must be > 1, got 1'],
  [JSON.parse('{ "growth": "quadratic" }'), '`growth`: must be "exponential" or "linear", got "quadratic"'],
])('%j is refused', async (options, message) => {
  const model = newModel();
  const refused = rangeTest({ engine: cpu, model, data, plan, seedPath: [1], options });
  await expect(refused).rejects.toThrow(StudyFileError);
  await expect(refused).rejects.toThrow(message);
  model.dispose();
});
