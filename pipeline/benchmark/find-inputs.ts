import { ModelFileError } from '../errors.js';
import { type IntegerFill, integerFills } from './input-types.js';
import { type FeedOptions, modelInputs } from './model-inputs.js';
import type { TimedRun } from './sample-runs.js';
import type { TimedSession } from './timed-session.js';

export interface FoundInputs {
  /** Milliseconds of the first run that succeeded. */
  readonly firstRun: number;
  /** At the smallest batch. */
  readonly run: TimedRun;
  readonly timerFor: (batch: number) => TimedRun;
  readonly integers: IntegerFill;
}

/**
 * Runs a model for the first time. Where it fails and integers were generated, they may be what it cannot take (an index
 * beyond the end of a table, a size of 0), so the other fills are tried before the model is given up.
 * @throws ModelFileError with the first failure, when no fill runs
 */
export async function findInputs(timed: TimedSession, feed: FeedOptions): Promise<FoundInputs> {
  const given = new Set(feed.given?.map(({ name }) => name));
  const hasIntegers = timed.inputs.some(({ name, type }) => /^u?int/.test(type ?? '') && !given.has(name));
  let failure: unknown;
  for (const integers of hasIntegers ? integerFills : integerFills.slice(0, 1)) {
    const timerFor = (batch: number) => timed.timer(modelInputs(timed.inputs, batch, { ...feed, integers }));
    const run = timerFor(1);
    try {
      return { firstRun: await run(), run, timerFor, integers };
    } catch (error) {
      failure ??= error;
    }
  }
  const problem = failure instanceof Error ? failure.message : String(failure);
  const [inputs, remedy] = feed.given ? ['these', ''] : ['random', '; give it real ones'];
  throw new ModelFileError(`it does not run on ${inputs} inputs${remedy} (${problem})`, { cause: failure });
}
