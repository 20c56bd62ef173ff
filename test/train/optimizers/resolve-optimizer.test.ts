import { expect, test } from 'vitest';
import { StudyFileError } from '../../../pipeline/errors.js';
import { resolveOptimizer } from '../../../pipeline/train/optimizers/resolve-optimizer.js';
import type { OptimizerChoice } from '../../../pipeline/train/plan.js';

test('an option that is undefined counts as not given', () => {
  const choice = { name: 'adam', learningRate: 0.1, momentum: undefined } as const;
  expect(resolveOptimizer(choice).slots).toEqual(['firstMoment', 'secondMoment']);
});

test.each<[OptimizerChoice, RegExp]>([
  [
    { name: 'sgd', learningRate: 0.1, momentum: 0.9 },
    /`training.optimizer.momentum`: `sgd` has no such option; it knows learningRate$/,
  ],
  [
    { name: 'rmsprop', learningRate: 0.1, beta1: 0.9 },
    /`rmsprop` has no such option; it knows learningRate, decay, epsilon/,
  ],
  [{ name: 'sgd', learningRate: 0 }, /`training.optimizer.learningRate` must be a finite number > 0, got 0/],
  [{ name: 'sgd', learningRate: Number.NaN }, /learningRate` must be a finite number > 0, got NaN/],
  [
    { name: 'momentum', learningRate: 0.1, momentum: 1 },
    /`training.optimizer.momentum` must be a number in \[0, 1\), got 1/,
  ],
  [{ name: 'adam', learningRate: 0.1, beta2: -0.1 }, /beta2` must be a number in \[0, 1\), got -0.1/],
  [{ name: 'adam', learningRate: 0.1, epsilon: 0 }, /epsilon` must be a finite number > 0, got 0/],
  [
    JSON.parse('{ "name": "adamw", "learningRate": 0.1 }'),
    /`training.optimizer.name` must be one of sgd, momentum, rmsprop, adam, got "adamw"/,
  ],
  [JSON.parse('{ "name": "sgd" }'), /`training.optimizer.learningRate` is missing/],
  [JSON.parse('{ "name": "sgd", "learningRate": "0.1" }'), /learningRate` must be a finite number > 0, got 0.1/],
])('%j is refused', (choice, message) => {
  expect(() => resolveOptimizer(choice)).toThrow(StudyFileError);
  expect(() => resolveOptimizer(choice)).toThrow(message);
});
