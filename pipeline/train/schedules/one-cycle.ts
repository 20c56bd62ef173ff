import { z } from 'zod';
import { cosineBetween } from './cosine-between.js';
import { by, share } from './option-schemas.js';
import { defineSchedule } from './schedule.js';

const options = z.strictObject({
  /** The part of the training in which the rate rises. */
  rise: share.default(0.3),
  /** In the first tick. */
  start: share.default(1 / 25),
  /** In the last tick. */
  final: share.default(1 / 25 / 1e4),
  /** How it goes from one to the next. */
  anneal: z.enum(['cosine', 'linear'], { error: 'must be "cosine" or "linear"' }).default('cosine'),
  by: by.default('step'),
});

/**
 * One cycle over the whole training: from `start` to 1 at tick rise n - 1, from there to `final` at tick n - 1. Shape and
 * defaults are those of PyTorch's OneCycleLR, after fastai; momentum is left alone.
 */
export const oneCycleSchedule = defineSchedule(
  {
    name: 'oneCycle',
    summary: 'rises to the full rate, then falls far below where it began',
    source: 'Smith and Topin 2018, Super-Convergence, section 3',
    options,
  },
  ({ tick, ticks }, { rise, start, final, anneal }) => {
    // A single tick is both the first and the last.
    if (ticks === 1) return 1;
    const top = rise * ticks - 1;
    const between = anneal === 'cosine' ? cosineBetween : linearBetween;
    if (tick < top) return between(start, 1, tick / top);
    // All rise: there is nothing after the top.
    return tick === top ? 1 : between(1, final, (tick - top) / (ticks - 1 - top));
  },
);

const linearBetween = (from: number, to: number, progress: number) => from + (to - from) * progress;

/** For a study file: `schedule: oneCycle({ rise: 0.4 })`. */
export const oneCycle = (given: z.input<typeof options> = {}) => ({ name: 'oneCycle', ...given }) as const;
