import { StudyFileError } from '../errors.js';
import { describeIssues } from './describe-issues.js';
import { quoteValue } from './quote-value.js';
import { settingPredicate } from './setting-predicate.js';
import { defaultTrials, type Study } from './study.js';
import { studyProblems } from './study-problems.js';
import { studySchema } from './study-schema.js';
import { trialsOfWholeSpace } from './trials-of-whole-space.js';

/**
 * Turns what a study file exports into a checked study with every default filled in.
 * @throws StudyFileError with one line per mistake: the option, the value and the remedy.
 */
export function parseStudy(value: unknown): Study {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new StudyFileError(`not a study: expected defineStudy({ ... }), got ${quoteValue(value)}`);
  }
  const result = studySchema.safeParse(value);
  if (!result.success) throw new StudyFileError(describeIssues(result.error.issues, value));
  const { trials, workers, where, ...rest } = result.data;
  const options = { ...rest, workers, ...(where && { allows: settingPredicate(rest.space, where) }) };
  const problems = studyProblems(options);
  if (problems.length > 0) throw new StudyFileError(problems.join('\n'));
  return { ...options, trials: trials ?? (options.sampler.exhaustive ? trialsOfWholeSpace(options) : defaultTrials) };
}
