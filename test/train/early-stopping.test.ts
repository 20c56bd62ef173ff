import fc from 'fast-check';
import { expect, test } from 'vitest';
import { StudyFileError } from '../../pipeline/errors.js';
import type { Task } from '../../pipeline/load/data.js';
import type { EpochRecord } from '../../pipeline/study/trial.js';
import { type EarlyStoppingRule, earlyStopping } from '../../pipeline/train/early-stopping.js';
import type { TrainingPlan } from '../../pipeline/train/plan.js';
import { resolvePlan } from '../../pipeline/train/resolve-plan.js';

const rule: EarlyStoppingRule = { patience: 2, minDelta: 0, watched: 'loss' };

const record = (epoch: number, validationLoss: number, validationScore = 0): EpochRecord => ({
  epoch,
  learningRate: 0.1,
  trainLoss: 0,
  trainScore: 0,
  validationLoss,
  validationScore,
  seconds: 1,
});

test('stops when patience has run out since the lowest loss, and equal losses are no progress', () => {
  const stopping = earlyStopping(rule);
  const answers = [3, 2, 2, 1, 1, 4].map((loss, i) => stopping.next(record(i + 1, loss)));
  expect(answers.map(({ isBest }) => isBest)).toEqual([true, true, false, true, false, false]);
  expect(answers.map(({ shouldStop }) => shouldStop)).toEqual([false, false, false, false, false, true]);
  expect(stopping.bestEpoch).toBe(4);
});

test('falls of `minDelta` and less are no progress, unless they add up; the best epoch is the lowest all the same', () => {
  const stopping = earlyStopping({ ...rule, minDelta: 1 });
  const answers = [10, 9.5, 8.5, 8, 7.75].map((loss, i) => stopping.next(record(i + 1, loss)));
  // 10 -> 8.5 is progress, though neither of its steps is more than 1.
  expect(answers.map(({ shouldStop }) => shouldStop)).toEqual([false, false, false, false, true]);
  expect(answers.map(({ isBest }) => isBest)).toEqual([true, true, true, true, true]);
  expect(stopping.bestEpoch).toBe(5);
});

test('a score is to rise', () => {
  const stopping = earlyStopping({ ...rule, watched: 'score' });
  const answers = [0.5, 0.7, 0.6, 0.7].map((score, i) => stopping.next(record(i + 1, 4 - i, score)));
  expect(answers.map(({ isBest }) => isBest)).toEqual([true, true, false, false]);
  expect(answers.map(({ shouldStop }) => shouldStop)).toEqual([false, false, false, true]);
  expect(stopping.bestEpoch).toBe(2);
});

test('the best epoch is the first minimum of any sequence', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 5 }),
      (losses, patience) => {
        const stopping = earlyStopping({ ...rule, patience });
        losses.forEach((loss, i) => {
          const seen = losses.slice(0, i + 1);
          const best = seen.indexOf(Math.min(...seen)) + 1;
          const shouldStop = i + 1 - best >= patience;
          expect(stopping.next(record(i + 1, loss))).toEqual({ isBest: best === i + 1, shouldStop });
          expect(stopping.bestEpoch).toBe(best);
        });
      },
    ),
  );
});

const classification: Task = { kind: 'classification', inputShape: [2], classes: ['a', 'b'] };
const plan = { epochs: 5, batchSize: 8, optimizer: { name: 'sgd', learningRate: 0.1 } } as const;
const resolve = (given: unknown, task = classification) =>
  resolvePlan({ ...plan, earlyStopping: given as TrainingPlan['earlyStopping'] }, task).earlyStopping;

test('in a plan', () => {
  expect(resolve(undefined)).toBeUndefined();
  expect(resolve({ patience: 3 })).toEqual({ patience: 3, minDelta: 0, watched: 'loss' });
  expect(resolve({ patience: 3, metric: 'validation.accuracy', minDelta: 0.01 })).toEqual({
    patience: 3,
    minDelta: 0.01,
    watched: 'score',
  });
});

test.each([
  [{ patience: 0 }, '`training.earlyStopping.patience`: must be at least 1, got 0'],
  [{ patience: 2, minDelta: -1 }, '`training.earlyStopping.minDelta`: must not be negative, got -1'],
  [
    { patience: 2, metric: 'validation.r2' },
    "for classification must be 'validation.loss' or 'validation.accuracy', got",
  ],
  [{ patience: 2, minDetla: 1 }, 'minDetla'],
  [3, '`training.earlyStopping`'],
])('%j is refused', (given, message) => {
  expect(() => resolve(given)).toThrow(StudyFileError);
  expect(() => resolve(given)).toThrow(message);
});
