import { StudyFileError } from '../../errors.js';
import { quoteValue } from '../../study/quote-value.js';
import type { TrainingPlan } from '../plan.js';

type Averaging = NonNullable<TrainingPlan['averaging']>;

/** @throws StudyFileError when it is not `{ decay }` with a decay in [0, 1). */
export function resolveAveraging(averaging: Averaging): Averaging {
  if (typeof averaging !== 'object' || averaging === null || Object.keys(averaging).join() !== 'decay') {
    throw new StudyFileError(
      `\`training.averaging\` must be an object such as { decay: 0.999 }, got ${quoteValue(averaging)}`,
    );
  }
  const { decay } = averaging;
  if (typeof decay === 'number' && decay >= 0 && decay < 1) return averaging;
  throw new StudyFileError(`\`training.averaging.decay\` must be a number in [0, 1), got ${quoteValue(decay)}`);
}
