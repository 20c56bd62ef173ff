import { expect, test } from 'vitest';
import { StudyFileError } from '../../pipeline/errors.js';
import type { Task } from '../../pipeline/load/data.js';
import { losses } from '../../pipeline/train/losses/registry.js';
import type { TrainingPlan } from '../../pipeline/train/plan.js';
import { resolvePlan } from '../../pipeline/train/resolve-plan.js';

const classification: Task = { kind: 'classification', inputShape: [4], classes: ['a', 'b'] };
const regression: Task = { kind: 'regression', inputShape: [4], targets: ['y'] };
const plan: TrainingPlan = { epochs: 3, batchSize: 16, optimizer: { name: 'sgd', learningRate: 0.1 } };

test('the loss follows the task, unless it is named', () => {
  expect(resolvePlan(plan, classification).loss).toBe(losses.softmaxCrossEntropy);
  expect(resolvePlan(plan, regression).loss).toBe(losses.meanSquaredError);
  expect(resolvePlan({ ...plan, loss: 'huber' }, regression).loss).toBe(losses.huber);
});

test('updates: one batch each and nothing else, unless it is asked for', () => {
  expect(resolvePlan(plan, regression)).toMatchObject({ accumulation: 1, initialisationCheck: false });
  expect(resolvePlan(plan, regression)).not.toHaveProperty('clipping');
  expect(resolvePlan(plan, regression)).not.toHaveProperty('averaging');
  const asked = { clipping: { norm: 1 }, averaging: { decay: 0.99 }, accumulation: 4, initialisationCheck: true };
  expect(resolvePlan({ ...plan, ...asked }, regression)).toMatchObject(asked);
  // What an inactive hyperparameter leaves.
  const inactive = { clipping: undefined, averaging: undefined, accumulation: undefined };
  const resolved = resolvePlan({ ...plan, ...inactive }, regression);
  expect([resolved.accumulation, resolved.clipping, resolved.averaging]).toEqual([1, undefined, undefined]);
});

test.each<[object, RegExp]>([
  [{ epochs: 0 }, /`training.epochs` must be an integer >= 1, got 0/],
  [{ epochs: 1.5 }, /`training.epochs` must be an integer >= 1, got 1.5/],
  [{ batchSize: undefined }, /`training.batchSize` must be an integer >= 1, got undefined/],
  [{ earlyStopping: { patience: 0 } }, /`training.earlyStopping.patience`: must be at least 1, got 0/],
  [{ accumulation: 0 }, /`training.accumulation` must be an integer >= 1, got 0/],
  [{ initialisationCheck: 'yes' }, /`training.initialisationCheck` must be true or false, got "yes"/],
  [{ averaging: { decay: 1 } }, /`training.averaging.decay` must be a number in \[0, 1\), got 1/],
  [{ averaging: { decay: 0.9, warmUp: 10 } }, /`training.averaging` must be .*, got an object with `decay`, `warmUp`/],
  [{ averaging: { decay: Number.NaN } }, /`training.averaging.decay` must be a number in \[0, 1\), got NaN/],
  [{ averaging: 0.99 }, /`training.averaging` must be an object such as { decay: 0.999 }, got 0.99/],
  [{ clipping: { norm: 0 } }, /`training.clipping.norm` must be a finite number > 0, got 0/],
  [{ clipping: { value: '1' } }, /`training.clipping.value` must be a finite number > 0, got "1"/],
  [
    { clipping: { norm: 1, value: 1 } },
    /`training.clipping` must be either { norm } or { value }, got an object with `norm`, `value`/,
  ],
  [{ clipping: {} }, /`training.clipping` must be either { norm } or { value }, got {}/],
  [{ clipping: 1 }, /`training.clipping` must be either { norm } or { value }, got 1/],
  [
    { loss: 'crossEntropy' },
    /`training.loss` for regression must be one of meanSquaredError, meanAbsoluteError, huber, got "crossEntropy"/,
  ],
  [{ loss: 'softmaxCrossEntropy' }, /`training.loss` for regression must be one of/],
  [{ optimizer: 'adam' }, /`training.optimizer` must be an object such as .*, got "adam"/],
  [{ labelSmoothing: 1 }, /`training.labelSmoothing` must be a number in \[0, 1\), got 1/],
  [
    { labelSmoothing: 0.1 },
    /`training.labelSmoothing` is for the losses softmaxCrossEntropy and sigmoidCrossEntropy, got 0.1 with "meanSquaredError"/,
  ],
  [{ learningRate: 0.1 }, /`training.learningRate` is not an option of a plan; it knows epochs, batchSize, optimizer/],
])('%j is refused', (change, message) => {
  const wrong: TrainingPlan = { ...plan, ...change };
  expect(() => resolvePlan(wrong, regression)).toThrow(StudyFileError);
  expect(() => resolvePlan(wrong, regression)).toThrow(message);
});

test('a training function without a result is refused', () => {
  expect(() => resolvePlan(JSON.parse('null'), regression)).toThrow(/`training` must return a plan .*, got null/);
});
