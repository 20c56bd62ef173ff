import { z } from 'zod';
import { measureDefaults } from '../benchmark/measure-options.js';
import { sessionOptionsSchema } from '../benchmark/session-options-schema.js';
import { strictObjectMessages } from './describe-issues.js';
import { quoteValue } from './quote-value.js';
import { atLeastOne } from './whole-number-schemas.js';

const benchmarkShape = {
  seconds: z
    .number({ error: 'must be a number of seconds' })
    .positive({ error: 'must be greater than 0' })
    .default(measureDefaults.seconds),
  width: z
    .number({ error: 'must be a share such as 0.01' })
    .min(0, { error: 'must not be negative' })
    .default(measureDefaults.width),
  batchSizes: z
    .array(atLeastOne('sample'), { error: 'must be a list of batch sizes, such as [1, 8, 64]' })
    .transform(([first, ...others], context): readonly [number, ...number[]] => {
      if (first === undefined) {
        context.addIssue({ code: 'custom', message: 'must not be empty: throughput is that of the best batch size' });
        return z.NEVER;
      }
      const sizes = [first, ...others] as const;
      if (others.every((size, i) => size > (sizes[i] ?? 0))) return sizes;
      context.addIssue({ code: 'custom', message: `must be ascending, got ${quoteValue(sizes)}` });
      return z.NEVER;
    })
    .default(measureDefaults.batchSizes),
  session: sessionOptionsSchema.default(measureDefaults.session),
};

/** How the models of a study's trials are timed: `benchmark` of a study. */
export const benchmarkSchema = z
  .strictObject(benchmarkShape, {
    error: strictObjectMessages(Object.keys(benchmarkShape), 'must be an object such as { seconds: 5 }'),
  })
  .prefault({});
