import { z } from 'zod';
import { StudyFileError } from '../errors.js';
import type { Task } from '../load/data.js';
import { describeIssues } from '../study/describe-issues.js';
import type { EarlyStoppingRule } from './early-stopping.js';
import type { TrainingPlan } from './plan.js';

const scores = { classification: 'validation.accuracy', regression: 'validation.r2' } as const;

const schemaFor = (kind: Task['kind']) =>
  z.strictObject({
    patience: z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' }),
    minDelta: z.number({ error: 'must be a number' }).min(0, { error: 'must not be negative' }).default(0),
    metric: z
      .enum(['validation.loss', scores[kind]], {
        error: `for ${kind} must be 'validation.loss' or '${scores[kind]}'`,
      })
      .default('validation.loss'),
  });

/** @throws StudyFileError naming the option, its value and what is allowed */
export function resolveEarlyStopping(given: NonNullable<TrainingPlan['earlyStopping']>, task: Task): EarlyStoppingRule {
  const { data, error } = schemaFor(task.kind).safeParse(given);
  if (!data) {
    const issues = error.issues.map((issue) => ({ ...issue, path: ['training', 'earlyStopping', ...issue.path] }));
    throw new StudyFileError(describeIssues(issues, { training: { earlyStopping: given } }));
  }
  const { patience, minDelta, metric } = data;
  return { patience, minDelta, watched: metric === 'validation.loss' ? 'loss' : 'score' };
}
