import { expect, test } from 'vitest';
import { StudyFileError } from '../../../pipeline/errors.js';
import { type OptimizerName, optimizers } from '../../../pipeline/train/optimizers/registry.js';
import { type OptimizerWithRate, resolveOptimizer } from '../../../pipeline/train/optimizers/resolve-optimizer.js';

test('an option that is undefined counts as not given', () => {
  const choice = { name: 'adam', learningRate: 0.1, momentum: undefined, weightDecay: undefined } as const;
  expect(resolveOptimizer(choice).slots).toEqual(['firstMoment', 'secondMoment']);
  expect(resolveOptimizer({ ...choice, name: 'adamw' }).weightDecay).toEqual({ rate: 0.01, of: 'kernels' });
});

test('any optimizer takes a weight decay; only adamw has one of its own accord', () => {
  for (const name of Object.keys(optimizers) as OptimizerName[]) {
    const own = resolveOptimizer({ name, learningRate: 0.1 });
    expect(own.weightDecay, name).toEqual({ rate: name === 'adamw' ? 0.01 : 0, of: 'kernels' });
    const given = resolveOptimizer({ name, learningRate: 0.1, weightDecay: 0.5, weightDecayOf: 'all' });
    expect(given.weightDecay, name).toEqual({ rate: 0.5, of: 'all' });
  }
  expect(resolveOptimizer({ name: 'adamw', learningRate: 0.1, weightDecay: 0 }).weightDecay.rate).toBe(0);
});

test.each<[OptimizerWithRate, RegExp]>([
  [
    { name: 'sgd', learningRate: 0.1, momentum: 0.9 },
    /`training.optimizer.momentum`: `sgd` has no such option; it knows learningRate, weightDecay, weightDecayOf$/,
  ],
  [{ name: 'rmsprop', learningRate: 0.1, beta1: 0.9 }, /`rmsprop` has no such option; it knows .*, decay, epsilon$/],
  [{ name: 'sgd', learningRate: 0 }, /`training.optimizer.learningRate` must be a finite number > 0, got 0/],
  [{ name: 'sgd', learningRate: Number.NaN }, /learningRate` must be a finite number > 0, got NaN/],
  [
    { name: 'momentum', learningRate: 0.1, momentum: 1 },
    /`training.optimizer.momentum` must be a number in \[0, 1\), got 1/,
  ],
  [{ name: 'adam', learningRate: 0.1, beta2: -0.1 }, /beta2` must be a number in \[0, 1\), got -0.1/],
  [{ name: 'adam', learningRate: 0.1, epsilon: 0 }, /epsilon` must be a finite number > 0, got 0/],
  [{ name: 'nadam', learningRate: 0.1, momentumDecay: -1 }, /momentumDecay` must be a finite number >= 0, got -1/],
  [{ name: 'lion', learningRate: 0.1, weightDecay: -0.1 }, /weightDecay` must be a finite number >= 0, got -0.1/],
  [
    JSON.parse('{ "name": "adamw", "learningRate": 0.1, "weightDecayOf": "biases" }'),
    /`training.optimizer.weightDecayOf` must be 'kernels' or 'all', got "biases"/,
  ],
  [
    JSON.parse('{ "name": "adan", "learningRate": 0.1 }'),
    /`training.optimizer.name` must be one of sgd, momentum, nesterov, rmsprop, adagrad, .*, lion, got "adan"/,
  ],
  [JSON.parse('{ "name": "sgd" }'), /`training.optimizer.learningRate` is missing/],
  [JSON.parse('{ "name": "sgd", "learningRate": "0.1" }'), /learningRate` must be a finite number > 0, got "0.1"/],
])('%j is refused', (choice, message) => {
  expect(() => resolveOptimizer(choice)).toThrow(StudyFileError);
  expect(() => resolveOptimizer(choice)).toThrow(message);
});
