import { z } from 'zod';
import { strictObjectMessages } from '../study/describe-issues.js';
import { listNames } from '../study/nearest-name.js';
import { executionModes, graphOptimizationLevels } from './session-option-names.js';

const threads = z.int({ error: 'must be a whole number' }).min(0, { error: 'must not be negative' });
const oneOf = <Names extends readonly string[]>(names: Names) =>
  z.enum(names, { error: `must be one of ${listNames(names)}` });
const yesOrNo = z.boolean({ error: 'must be true or false' });

const sessionOptionsShape = {
  intraOpNumThreads: threads.optional(),
  interOpNumThreads: threads.optional(),
  graphOptimizationLevel: oneOf(graphOptimizationLevels).optional(),
  executionMode: oneOf(executionModes).optional(),
  enableCpuMemArena: yesOrNo.optional(),
  enableMemPattern: yesOrNo.optional(),
  executionProviders: z
    .array(
      z.union([z.string(), z.looseObject({ name: z.string() })], { error: 'must be a name or an object with a name' }),
      { error: 'must be a list such as ["cpu"]' },
    )
    .optional(),
  freeDimensionOverrides: z
    .record(z.string(), z.int({ error: 'must be a whole number' }).min(1, { error: 'must be at least 1' }), {
      error: 'must be an object such as { batch: 1 }',
    })
    .optional(),
  /** Config entries of ONNX Runtime, flat or nested at the dots; the values are texts. */
  extra: z
    .record(z.string(), z.unknown(), {
      error: 'must be an object such as { "session.intra_op.allow_spinning": "0" }',
    })
    .optional(),
};

/** What of `InferenceSession.create`'s options decides how a model runs. */
export const sessionOptionsSchema = z.strictObject(sessionOptionsShape, {
  error: strictObjectMessages(Object.keys(sessionOptionsShape), 'must be an object such as { intraOpNumThreads: 2 }'),
});
