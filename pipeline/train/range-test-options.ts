import { z } from 'zod';

const rate = z.number({ error: 'must be a number' }).positive({ error: 'must be > 0' });

/** Options of a learning-rate range test. The defaults suit any optimizer here, but for Adadelta, whose rate is about 1. */
export const rangeTestOptions = z
  .strictObject({
    /** The first rate. */
    from: rate.default(1e-6),
    /** The last one, where nothing stops the test before. */
    to: rate.default(10),
    /** Updates of the weights, one for each rate. */
    steps: z.int({ error: 'must be a whole number' }).min(10, { error: 'must be at least 10' }).default(200),
    /** How the rate is raised: by the same factor or by the same amount. */
    growth: z.enum(['exponential', 'linear'], { error: 'must be "exponential" or "linear"' }).default('exponential'),
    /** Weight of the past in the smoothed loss. */
    smoothing: z
      .number({ error: 'must be a number' })
      .min(0, { error: 'must be in [0, 1)' })
      .lt(1, { error: 'must be in [0, 1)' })
      .default(0.9),
    /** The test stops where the smoothed loss is so many times its lowest. */
    stopAt: z.number({ error: 'must be a number' }).gt(1, { error: 'must be > 1' }).default(4),
  })
  .refine(({ from, to }) => from < to, { error: 'must be greater than `from`', path: ['to'] });

export type RangeTestOptions = z.input<typeof rangeTestOptions>;
export type ResolvedRangeTestOptions = z.output<typeof rangeTestOptions>;
