import { expect, test } from 'vitest';
import { StudyFileError } from '../../../pipeline/errors.js';
import type { ScheduleChoice } from '../../../pipeline/train/schedules/registry.js';
import { resolveSchedule } from '../../../pipeline/train/schedules/resolve-schedule.js';

test('a name, a name with options, or nothing', () => {
  expect(resolveSchedule(undefined).name).toBe('constant');
  expect(resolveSchedule('cosine')).toMatchObject({ name: 'cosine', options: { final: 0, by: 'step' } });
  expect(resolveSchedule({ name: 'cosine', final: 0.1 }).options).toMatchObject({ final: 0.1 });
});

test.each<[ScheduleChoice, string]>([
  [JSON.parse('"cosin"'), '`training.schedule`: unknown schedule "cosin"; did you mean `cosine`?'],
  [JSON.parse('{ "name": "cosine", "finall": 0 }'), 'unknown option `finall`; did you mean `final`?'],
  [{ name: 'cosine', final: 2 }, '`training.schedule.final`: must be in [0, 1], got 2'],
  [{ name: 'step', every: 0 }, '`training.schedule.every`: must be > 0, got 0'],
  [{ name: 'step', factor: 0 }, '`training.schedule.factor`: must be in (0, 1], got 0'],
  [JSON.parse('{ "name": "exponential", "by": "batch" }'), '.by`: must be "step" or "epoch", got "batch"'],
  [{ name: 'exponential', factor: Number.NaN }, '`training.schedule.factor`: must be a number, got NaN'],
  [{ name: 'cosineRestarts', growth: 0.5 }, '`training.schedule.growth`: must be >= 1, got 0.5'],
  [{ name: 'reduceOnPlateau', patience: 1.5 }, '`training.schedule.patience`: must be a whole number, got 1.5'],
  [JSON.parse('{ "name": "constant", "by": "step" }'), 'unknown option `by`'],
  [
    { name: 'warmUp', schedule: { name: 'cosine', final: -1 } },
    'training.schedule.schedule.final`: must be in [0, 1], got -1',
  ],
  [JSON.parse('{ "name": "warmUp", "schedule": "warmUp" }'), '`training.schedule.schedule`: unknown schedule "warmUp"'],
])('%j is refused', (choice, message) => {
  expect(() => resolveSchedule(choice)).toThrow(StudyFileError);
  expect(() => resolveSchedule(choice)).toThrow(message);
});
