import { describe, expect, test } from 'vitest';
import type { Task } from '../../pipeline/load/data.js';
import type { EpochRecord } from '../../pipeline/study/trial.js';
import { diagnose } from '../../pipeline/train/diagnose.js';

const task: Task = {
  kind: 'classification',
  inputShape: [4],
  classes: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'],
};

function curve(train: readonly number[], validation: readonly number[], score = 0.97): EpochRecord[] {
  return train.map((trainLoss, i) => ({
    epoch: i + 1,
    learningRate: 0.1,
    trainLoss,
    trainScore: score,
    validationLoss: validation[i] ?? Number.NaN,
    validationScore: score,
    seconds: 1,
  }));
}

const both = (losses: readonly number[], score?: number) => curve(losses, losses, score);

test.each([
  ['', both([2, 1])],
  ['good', curve([0.4, 0.12, 0.08, 0.06, 0.05, 0.042], [0.14, 0.1, 0.08, 0.075, 0.07, 0.071])],
  ['good', both([0.05, 0.0495, 0.05, 0.0495])],
  ['diverged', both([2, 1, Number.NaN])],
  ['diverged', both([2, Infinity, 1])],
  ['diverged', both([2, 3, 5], 0.1)],
  ['overfit', curve([1, 0.5, 0.2, 0.1, 0.05, 0.02], [0.9, 0.6, 0.5, 0.55, 0.65, 0.8])],
  ['oscillating', both([1, 0.4, 0.9, 0.3, 1.1, 0.5], 0.7)],
  ['slow', both([2.3, 2.2, 2.1, 2, 1.9], 0.4)],
  ['plateau', both([2.31, 2.3, 2.31, 2.3], 0.1)],
  ['plateau', both([2.3, 1.9, 1.8, 1.8, 1.8, 1.8], 0.3)],
  ['underfit', both([2.3, 1.6, 1.5, 1.4, 1.37, 1.36, 1.33, 1.32], 0.5)],
] as const)('%s', (verdict, records) => {
  expect(diagnose(records, task)).toBe(verdict);
});

describe('a little noise is no finding', () => {
  test('validation loss that rises by less than what it fell', () => {
    expect(diagnose(curve([1, 0.1, 0.05, 0.03, 0.025], [0.9, 0.02, 0.014, 0.016, 0.02]), task)).toBe('good');
  });

  test('the scale of losses plays no part', () => {
    const shape = [1, 0.5, 0.2, 0.1, 0.05, 0.02];
    const validation = [0.9, 0.6, 0.5, 0.55, 0.65, 0.8];
    for (const scale of [1e-4, 1, 1e4]) {
      expect(
        diagnose(
          curve(
            shape.map((v) => v * scale),
            validation.map((v) => v * scale),
          ),
          task,
        ),
      ).toBe('overfit');
    }
  });
});

test('regression is judged by R2', () => {
  const regression: Task = { kind: 'regression', inputShape: [4], targets: ['y'] };
  expect(diagnose(both([1, 0.5, 0.4, 0.39, 0.385], 0.62), regression)).toBe('good');
  expect(diagnose(both([1, 0.9, 0.85, 0.84, 0.835, 0.83], 0.17), regression)).toBe('underfit');
});
