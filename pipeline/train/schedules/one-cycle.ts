import { z } from 'zod';
import { cosineBetween } from './cosine-between.js';
import { by, share } from './option-schemas.js';
import { defineSchedule, type Moment } from './schedule.js';

const options = z.strictObject({
  /** The part of the training in which the rate rises. */
  rise: share.default(0.3),
  /** In the first tick. */
  start: share.default(1 / 25),
  /** In the last tick. */
  final: share.default(1 / 25 / 1e4),
  /** How it goes from one to the next. */
  anneal: z.enum(['cosine', 'linear'], { error: 'must be "cosine" or "linear"' }).default('cosine'),
  /** How far the momentum, or beta1, is lowered when the rate is highest: it falls while that rises, and comes back. */
  momentumDip: z
    .number({ error: 'must be a number' })
    .min(0, { error: 'must be in [0, 1)' })
    .lt(1, { error: 'must be in [0, 1)' })
    .default(0.1),
  by: by.default('step'),
});

/**
 * One cycle over the whole training: from `start` to 1 at tick rise n - 1, from there to `final` at tick n - 1;
 * momentum, where the optimizer has some, from its own value to `momentumDip` less and back. Shape and defaults are
 * those of PyTorch's OneCycleLR, after fastai; its momenta of 0.95 and 0.85 are those of an optimizer with 0.95.
 */
export const oneCycleSchedule = defineSchedule(
  {
    name: 'oneCycle',
    summary: 'rises to the full rate, then falls far below where it began',
    source: 'Smith and Topin 2018, Super-Convergence, section 3',
    options,
  },
  (moment, options) => onCycle(moment, options, [options.start, 1, options.final]),
  ({ momentumDip, ...options }) =>
    momentumDip === 0 ? undefined : (moment) => onCycle(moment, options, [0, momentumDip, 0]),
);

/** A value that is `first` in the first tick, `top` when the rate is highest, and `last` in the last tick. */
function onCycle(
  { tick, ticks }: Moment,
  { rise, anneal }: Pick<z.output<typeof options>, 'rise' | 'anneal'>,
  [first, top, last]: readonly [number, number, number],
): number {
  // A single tick is both the first and the last.
  if (ticks === 1) return top;
  const highest = rise * ticks - 1;
  const between = anneal === 'cosine' ? cosineBetween : linearBetween;
  if (tick < highest) return between(first, top, tick / highest);
  // All rise: there is nothing after the top.
  return tick === highest ? top : between(top, last, (tick - highest) / (ticks - 1 - highest));
}

const linearBetween = (from: number, to: number, progress: number) => from + (to - from) * progress;

/** For a study file: `schedule: oneCycle({ rise: 0.4 })`. */
export const oneCycle = (given: z.input<typeof options> = {}) => ({ name: 'oneCycle', ...given }) as const;
