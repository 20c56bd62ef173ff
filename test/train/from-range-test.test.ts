import { expect, test } from 'vitest';
import { mlp } from '../../models/index.js';
import { OrtuneError, StudyFileError } from '../../pipeline/errors.js';
import { buildModel } from '../../pipeline/train/build-model.js';
import { fromRangeTest, type RateFromRangeTest } from '../../pipeline/train/from-range-test.js';
import type { TrainingPlan } from '../../pipeline/train/plan.js';
import { rangeTest } from '../../pipeline/train/range-test.js';
import { resolvePlan } from '../../pipeline/train/resolve-plan.js';
import { trainModel } from '../../pipeline/train/train-model.js';
import { cpu } from './on-cpu.js';
import { blobs } from './small-data.js';

const data = blobs([60, 11, 5]);
const options = { from: 1e-4, to: 100, steps: 60 };
const planWith = (learningRate: number | RateFromRangeTest): TrainingPlan => ({
  epochs: 2,
  batchSize: 20,
  optimizer: { name: 'sgd', learningRate },
  schedule: 'cosine',
});

function request(learningRate: number | RateFromRangeTest) {
  const model = buildModel((_hp: object, task) => mlp({ ...task, hiddenUnits: 4 }), {}, data.task, [1, 0]);
  return { engine: cpu, model, plan: planWith(learningRate), data, seedPath: [1, 0] };
}

async function train(learningRate: number | RateFromRangeTest) {
  const given = request(learningRate);
  const { history, learningRate: rate } = await trainModel(given);
  given.model.dispose();
  return { rate, curve: history.map(({ seconds: _, ...record }) => record) };
}

test('the training is that with so many times the suggestion, to the last bit', async () => {
  const tested = request(1);
  const { suggestion } = await rangeTest({ ...tested, options });
  tested.model.dispose();
  const rate = 0.5 * (suggestion?.rate ?? Number.NaN);
  expect(await train(fromRangeTest({ times: 0.5, ...options }))).toEqual({ ...(await train(rate)), rate });
});

test('a test that suggests nothing is an error, with the remedy', async () => {
  const nowhere = fromRangeTest({ from: 1e3, to: 1e5, steps: 30 });
  await expect(train(nowhere)).rejects.toThrow(OrtuneError);
  await expect(train(nowhere)).rejects.toThrow(
    /found none between 1000 and 100000 .* give `fromRangeTest` other bounds/,
  );
});

test('is plain data that a plan takes, and a number remains one', () => {
  expect(fromRangeTest()).toEqual({ times: 1, rangeTest: {} });
  expect(resolvePlan(planWith(fromRangeTest({ times: 2 })), data.task)).toMatchObject({
    rangeTest: { steps: 200 },
    optimizer: { learningRate: 2 },
  });
  expect(resolvePlan(planWith(0.1), data.task)).not.toHaveProperty('rangeTest');
});

test.each<[RateFromRangeTest, string]>([
  [fromRangeTest({ times: 0 }), '`training.optimizer.learningRate`: `times` must be a finite number > 0, got 0'],
  [fromRangeTest({ steps: 1 }), '`training.optimizer.learningRate`: `steps`: must be at least 10, got 1'],
  [JSON.parse('{}'), '`times` must be a finite number > 0, got nothing'],
])('%j is refused', (rate, message) => {
  expect(() => resolvePlan(planWith(rate), data.task)).toThrow(StudyFileError);
  expect(() => resolvePlan(planWith(rate), data.task)).toThrow(message);
});
