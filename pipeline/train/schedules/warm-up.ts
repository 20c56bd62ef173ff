import { z } from 'zod';
import type { RegistryChoice } from '../../search/registry-choice.js';
import { registryChoiceSchema } from '../../study/registry-choice-schema.js';
import { by, epochCount, share } from './option-schemas.js';
import { defineSchedule, type Moment, type Schedule, type TrainingPosition } from './schedule.js';
import { wholeParts } from './whole-parts.js';
import { wrappableSchedules } from './wrappable.js';

const wrapped = registryChoiceSchema<Schedule>('schedule', wrappableSchedules, 'constant');

const options = z.strictObject({
  /** Epochs until the full rate is reached. */
  duration: epochCount.default(1),
  /** In the first tick. */
  start: share.default(0.1),
  /** The schedule that begins where the warm-up ends, for the rest of the training. */
  schedule: z
    .custom<RegistryChoice<typeof wrappableSchedules>>()
    .optional()
    .describe('another schedule: its name, or its name and options')
    .transform((choice, context): Schedule => {
      const { data, error } = wrapped.safeParse(choice);
      for (const { path, message } of error?.issues ?? []) context.addIssue({ code: 'custom', path, message });
      return data ?? z.NEVER;
    }),
  by: by.default('step'),
});

/**
 * start + (1 - start) k / d for the first d ticks, then another schedule, which sees the rest as a training of its own.
 * PyTorch's LinearLR, then another one, in a SequentialLR.
 */
export const warmUpSchedule = defineSchedule(
  {
    name: 'warmUp',
    summary: 'rises to the full rate on a straight line, then follows another schedule',
    source: 'Goyal et al. 2017, Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour, section 2.2',
    options,
  },
  (moment, { duration, start, schedule }) => {
    const after = afterWarmUp(moment, duration);
    return after ? schedule.share(after) : start + ((1 - start) * moment.tick) / (duration * moment.ticksPerEpoch);
  },
  ({ duration, schedule: { momentumDip } }) =>
    momentumDip &&
    ((moment) => {
      const after = afterWarmUp(moment, duration);
      return after ? momentumDip(after) : 0;
    }),
);

/** The position as the schedule after the warm-up sees it; undefined while that lasts. */
function afterWarmUp({ tick, ticksPerEpoch, position }: Moment, duration: number): TrainingPosition | undefined {
  const length = duration * ticksPerEpoch;
  if (wholeParts(tick / length) === 0) return undefined;
  const firstTick = -wholeParts(-length);
  return rest(position, (firstTick / ticksPerEpoch) * position.stepsPerEpoch);
}

/** The position in what is left of a training after so many steps. */
function rest({ step, stepsPerEpoch, epochs, validationLosses }: TrainingPosition, steps: number): TrainingPosition {
  const gone = steps / stepsPerEpoch;
  return {
    step: step - steps,
    stepsPerEpoch,
    epochs: epochs - gone,
    // The first epoch that ends after the warm-up is the first that tells something of the schedule.
    validationLosses: validationLosses.slice(wholeParts(gone)),
  };
}

/** For a study file: `schedule: warmUp({ duration: 2, schedule: cosine() })`. */
export const warmUp = (given: z.input<typeof options> = {}) => ({ name: 'warmUp', ...given }) as const;
