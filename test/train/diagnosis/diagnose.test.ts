import { describe, expect, test } from 'vitest';
import type { EpochRecord } from '../../../pipeline/study/trial.js';
import { adviceOn } from '../../../pipeline/train/diagnosis/advice.js';
import { diagnose } from '../../../pipeline/train/diagnosis/diagnose.js';
import { guessingScore } from '../../../pipeline/train/diagnosis/guessing-score.js';
import { blobs, linear, smallData } from '../small-data.js';

function curve(
  train: readonly number[],
  validation: readonly number[],
  score = 0.97,
  validationScore = score,
): EpochRecord[] {
  return train.map((trainLoss, i) => ({
    epoch: i + 1,
    learningRate: 0.1,
    trainLoss,
    trainScore: score,
    validationLoss: validation[i] ?? Number.NaN,
    validationScore,
    seconds: 1,
  }));
}

const both = (losses: readonly number[], score?: number) => curve(losses, losses, score);
/** Of ten classes, all as frequent. */
const verdict = (records: readonly EpochRecord[], guess = 0.1) => diagnose(records, guess)?.verdict;

test.each([
  [undefined, both([2, 1])],
  ['good', curve([0.4, 0.12, 0.08, 0.06, 0.05, 0.042], [0.14, 0.1, 0.08, 0.075, 0.07, 0.071])],
  ['good', both([0.05, 0.0495, 0.05, 0.0495])],
  ['diverged', both([2, 1, Number.NaN])],
  ['diverged', both([2, Infinity, 1])],
  ['diverged', both([2, 3, 5], 0.1)],
  // It blows up, and does not come back or comes back as a network that has lost all units.
  ['diverged', both([2, 1e5, 40, 8, 2.4], 0.1)],
  ['diverged', both([1e6, 40, 2.4, 2.3, 2.3, 2.3], 0.1)],
  ['diverged', curve([2, 1.9, 1.8, 1.7, 1.7], [1e3, 1e4, 1e5, 1e5, 1e5], 0.3)],
  ['overfit', curve([1, 0.5, 0.2, 0.1, 0.05, 0.02], [0.9, 0.6, 0.5, 0.55, 0.65, 0.8])],
  // The gap opens although the validation loss does not rise.
  ['overfit', curve([1, 0.5, 0.2, 0.1, 0.05, 0.02], [0.9, 0.6, 0.55, 0.55, 0.54, 0.55], 1, 0.75)],
  ['oscillating', both([1, 0.4, 0.9, 0.3, 1.1, 0.5], 0.7)],
  ['slow', both([2.3, 2.2, 2.1, 2, 1.9], 0.4)],
  // Ever slower, but far from done.
  ['slow', both([3.5, 2.9, 2.6, 2.48, 2.39, 2.33, 2.28, 2.22], 0.15)],
  ['plateau', both([2.31, 2.3, 2.31, 2.3], 0.1)],
  ['plateau', both([2.9, 2.4, 2.31, 2.3, 2.3, 2.3, 2.3, 2.3], 0.12)],
  ['underfit', both([2.3, 1.9, 1.8, 1.8, 1.8, 1.8], 0.3)],
  ['underfit', both([2.3, 1.6, 1.5, 1.4, 1.37, 1.36, 1.35, 1.345], 0.5)],
  // A penalty has pulled it back to where it can do nothing.
  ['underfit', both([2.1, 1.6, 1.7, 1.9, 2.1, 2.2, 2.28, 2.3, 2.3, 2.3], 0.1)],
] as const)('%s', (expected, records) => {
  expect(verdict(records)).toBe(expected);
});

describe('a little noise is no finding', () => {
  test('validation loss that rises by less than what it fell', () => {
    expect(verdict(curve([1, 0.1, 0.05, 0.03, 0.025], [0.9, 0.02, 0.014, 0.016, 0.02]))).toBe('good');
  });

  test('one bad epoch at the end', () => {
    const losses = [1, 0.6, 0.4, 0.3, 0.24, 0.2, 0.17, 0.15, 0.135, 0.125];
    expect(verdict(curve(losses, [0.9, 0.6, 0.45, 0.36, 0.3, 0.27, 0.25, 0.24, 0.23, 0.28]))).toBe('good');
  });

  test('the scale of losses plays no part', () => {
    const shape = [1, 0.5, 0.2, 0.1, 0.05, 0.02];
    const validation = [0.9, 0.6, 0.5, 0.55, 0.65, 0.8];
    for (const scale of [1e-4, 1, 1e4]) {
      const scaled = (values: readonly number[]) => values.map((value) => value * scale);
      expect(verdict(curve(scaled(shape), scaled(validation)))).toBe('overfit');
    }
  });
});

test('regression is judged by R2, whose guess is 0', () => {
  expect(verdict(both([1, 0.5, 0.4, 0.39, 0.385], 0.62), 0)).toBe('good');
  expect(verdict(both([1, 0.9, 0.85, 0.84, 0.835, 0.83], 0.17), 0)).toBe('underfit');
});

test('whoever always says the most frequent class has learnt nothing', () => {
  const losses = [0.4, 0.33, 0.325, 0.325, 0.325, 0.325];
  expect(verdict(both(losses, 0.9), 0.9)).toBe('plateau');
  expect(verdict(both(losses, 0.9), 0.5)).toBe('good');
});

describe('advice', () => {
  test('overfit: where to stop', () => {
    const records = curve([1, 0.5, 0.2, 0.1, 0.05, 0.02], [0.9, 0.6, 0.5, 0.55, 0.65, 0.8]);
    expect(diagnose(records, 0.1)?.advice).toBe(
      'stop at epoch 3, add L2 or dropout, take a smaller network or more data',
    );
    expect(adviceOn({ diagnosis: 'overfit', curve: records })).toBe(diagnose(records, 0.1)?.advice);
  });

  test('nothing where nothing is wrong or known', () => {
    expect(['good', '', 'toString'].map((diagnosis) => adviceOn({ diagnosis, curve: [] }))).toEqual(['', '', '']);
  });

  test('a training that broke off has diverged, however few epochs it had', () => {
    expect(diagnose([], 0.1, true)).toEqual({
      verdict: 'diverged',
      advice: 'lower the learning rate, to a tenth to begin with, or clip gradients',
    });
  });
});

test('the score of a guess', () => {
  const skewed = smallData({ kind: 'classification', inputShape: [1], classes: ['a', 'b'] }, [8, 2, 2], (random) => ({
    x: [random.uniform()],
    y: [1],
  }));
  skewed.train.y.set(3, 0);
  expect(guessingScore(skewed.train, skewed.task)).toBe(7 / 8);
  expect(guessingScore(linear([9, 2, 2]).train, linear([9, 2, 2]).task)).toBe(0);
  const even = blobs([300, 2, 2]);
  expect(guessingScore(even.train, even.task)).toBeGreaterThan(0.3);
});
