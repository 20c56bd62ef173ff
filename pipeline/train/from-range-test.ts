import { StudyFileError } from '../errors.js';
import { describeIssues } from '../study/describe-issues.js';
import { quoteValue } from '../study/quote-value.js';
import { type RangeTestOptions, type ResolvedRangeTestOptions, rangeTestOptions } from './range-test-options.js';

/** A learning rate that is found at the start of a training: `times` the suggestion of a range test. Plain data. */
export interface RateFromRangeTest {
  readonly times: number;
  readonly rangeTest: RangeTestOptions;
}

/**
 * For a training plan: `optimizer: { name: 'adam', learningRate: fromRangeTest({ times: hp.rate }) }`. With `times` from
 * `float(0.1, 3, { scale: 'log' })` the range in which a study searches the rate follows from each trial's own network,
 * optimizer and batch size, and the search space stays the same for all. Default: the suggestion itself.
 */
export function fromRangeTest({
  times = 1,
  ...rangeTest
}: RangeTestOptions & { readonly times?: number } = {}): RateFromRangeTest {
  return { times, rangeTest };
}

/** @throws StudyFileError naming the option, its value and what is allowed */
export function resolveRateFromRangeTest({ times, rangeTest }: RateFromRangeTest): {
  readonly times: number;
  readonly options: ResolvedRangeTestOptions;
} {
  const where = 'training.optimizer.learningRate';
  if (!(typeof times === 'number' && times > 0 && times < Infinity)) {
    throw new StudyFileError(`\`${where}\`: \`times\` must be a finite number > 0, got ${quoteValue(times)}`);
  }
  const { data, error } = rangeTestOptions.safeParse(rangeTest);
  if (data) return { times, options: data };
  throw new StudyFileError(`\`${where}\`: ${describeIssues(error.issues, rangeTest)}`);
}
