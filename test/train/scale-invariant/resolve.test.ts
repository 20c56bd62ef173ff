import { expect, test } from 'vitest';
import type { Task } from '../../../pipeline/load/data.js';
import { fromRangeTest } from '../../../pipeline/train/from-range-test.js';
import type { TrainingPlan } from '../../../pipeline/train/plan.js';
import { resolvePlan } from '../../../pipeline/train/resolve-plan.js';

const task: Task = { kind: 'classification', inputShape: [4], classes: ['a', 'b'] };

const resolved = (scaleInvariant: unknown, learningRate: TrainingPlan['optimizer']['learningRate'] = 0.1) =>
  resolvePlan(
    { epochs: 1, batchSize: 8, optimizer: { name: 'sgd', learningRate }, scaleInvariant } as TrainingPlan,
    task,
  ).scaleInvariance;

test('is off, on, or at a rate', () => {
  expect(resolved(undefined)).toBeUndefined();
  expect(resolved(false)).toBeUndefined();
  expect(resolved(true)).toEqual({});
  expect(resolved(true, fromRangeTest())).toEqual({});
  expect(resolved({ effectiveLearningRate: 0.01 })).toEqual({ effectiveLearningRate: 0.01 });
});

test('refuses everything else', () => {
  expect(() => resolved('yes')).toThrow(
    '`training.scaleInvariant` must be true, false or { effectiveLearningRate }, got "yes"',
  );
  expect(() => resolved({ rate: 1 })).toThrow('`training.scaleInvariant` must be true, false or');
  for (const rate of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, '1']) {
    expect(() => resolved({ effectiveLearningRate: rate })).toThrow(
      '`training.scaleInvariant.effectiveLearningRate` must be a finite number > 0',
    );
  }
  expect(() => resolved({ effectiveLearningRate: 0.1 }, fromRangeTest())).toThrow('use `scaleInvariant: true` with it');
});
