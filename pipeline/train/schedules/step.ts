import { z } from 'zod';
import { by, epochCount, reduction } from './option-schemas.js';
import { defineSchedule } from './schedule.js';
import { wholeParts } from './whole-parts.js';

const options = z.strictObject({
  /** Epochs from one drop to the next; default a third of the training. */
  every: epochCount.optional(),
  factor: reduction.default(0.1),
  by: by.default('step'),
});

/** factor^floor(t / every), t the time in epochs: constant, with sudden drops. PyTorch's StepLR. */
export const stepSchedule = defineSchedule(
  {
    name: 'step',
    summary: 'drops to a part of itself every so many epochs',
    source: 'Krizhevsky, Sutskever and Hinton 2012; He et al. 2016, Deep Residual Learning, section 3.4',
    options,
  },
  ({ tick, ticksPerEpoch, ticks }, { every, factor }) => {
    const length = every === undefined ? ticks / 3 : every * ticksPerEpoch;
    return factor ** wholeParts(tick / length);
  },
);

/** For a study file: `schedule: step({ every: 5, factor: 0.3 })`. */
export const step = (given: z.input<typeof options> = {}) => ({ name: 'step', ...given }) as const;
