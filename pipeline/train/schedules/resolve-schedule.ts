import { StudyFileError } from '../../errors.js';
import { describeIssues } from '../../study/describe-issues.js';
import { registryChoiceSchema } from '../../study/registry-choice-schema.js';
import { type ScheduleChoice, schedules } from './registry.js';
import type { Schedule } from './schedule.js';

const choiceSchema = registryChoiceSchema<Schedule>('schedule', schedules, 'constant');

/**
 * The schedule of a training plan, with its defaults; an option that is `undefined` counts as not given.
 * @throws StudyFileError for an unknown schedule, an option it does not know, or a value out of range.
 */
export function resolveSchedule(choice: ScheduleChoice | undefined): Schedule {
  const { data, error } = choiceSchema.safeParse(choice);
  if (data) return data;
  const root = { training: { schedule: choice } };
  const issues = error.issues.map((issue) => ({ ...issue, path: ['training', 'schedule', ...issue.path] }));
  throw new StudyFileError(describeIssues(issues, root));
}
