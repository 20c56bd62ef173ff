import { z } from 'zod';
import { strictObjectMessages, valueAtPath } from './describe-issues.js';
import { quoteValue } from './quote-value.js';
import { parameterValueSchema } from './space-schema.js';
import type { Reproducible, StudyCallbacks, WarmStart } from './study-controls.js';
import type { Parameters } from './trial.js';
import { atLeastOne } from './whole-number-schemas.js';

/** An inactive hyperparameter may be there as `undefined`, as it is in `hp`. */
const setting = z
  .record(z.string(), parameterValueSchema.optional(), {
    error: 'must be a setting, such as { learningRate: 0.01 }',
  })
  .transform((given): Parameters => {
    const entries = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    return Object.fromEntries(entries);
  });

const earlierTrialShape = {
  parameters: setting,
  values: z.array(z.number({ error: 'must be a finite number' }), { error: 'must list a number for each objective' }),
};
const earlierTrial = z.strictObject(earlierTrialShape, {
  error: strictObjectMessages(Object.keys(earlierTrialShape), 'must be { parameters, values }'),
});

const mustBeWarmStart =
  'must be the report of an earlier study, such as "reports/mnist", or a list of { parameters, values }';

const warmStart = z
  .unknown()
  .optional()
  .transform((given, context): WarmStart | undefined => {
    if (given === undefined || given instanceof URL || (typeof given === 'string' && given !== '')) return given;
    if (!Array.isArray(given)) {
      context.addIssue({ code: 'custom', message: `${mustBeWarmStart}, got ${quoteValue(given)}` });
      return z.NEVER;
    }
    const parsed = z.array(earlierTrial).safeParse(given);
    if (parsed.success) return parsed.data;
    for (const { code, path, message } of parsed.error.issues) {
      const got = code === 'unrecognized_keys' ? '' : `, got ${quoteValue(valueAtPath(given, path))}`;
      context.addIssue({ code: 'custom', path: [...path], message: `${message}${got}` });
    }
    return z.NEVER;
  });

export const stopShape = {
  seconds: z.number({ error: 'must be a number' }).positive({ error: 'must be greater than 0' }).optional(),
  noImprovement: atLeastOne('trial').optional(),
  target: z.number({ error: 'must be a finite number' }).optional(),
};

/** How large a generation is where a study does not say; so many workers at most are then busy. */
const defaultGeneration = 4;
const reproducibleShape = { generation: atLeastOne('trial').default(defaultGeneration) };
const limit = (unit: string) =>
  z.number({ error: `must be a number of ${unit}` }).positive({ error: 'must be greater than 0' });
const limitsShape = {
  trialSeconds: limit('seconds').optional(),
  trialMemoryMb: limit('MB').optional(),
  silentSeconds: limit('seconds').default(600),
  startSeconds: limit('seconds').default(600),
  lostSeconds: limit('seconds').default(60),
  // ONNX Runtime does not give back all memory of released sessions.
  growthMb: limit('MB').default(2000),
};

const reproducible = z
  .union([z.boolean(), z.strictObject(reproducibleShape)], { error: 'must be true, false or { generation: 8 }' })
  .transform((given): Reproducible | undefined => {
    if (typeof given === 'object') return given;
    return given ? { generation: defaultGeneration } : undefined;
  });

const callback = <F>() =>
  z
    .custom<F>((value) => typeof value === 'function', {
      error: ({ input }) => `must be a function, got ${quoteValue(input)}`,
    })
    .optional();
const callbacksShape = {
  onTrialEnd: callback<NonNullable<StudyCallbacks['onTrialEnd']>>(),
  onStudyEnd: callback<NonNullable<StudyCallbacks['onStudyEnd']>>(),
};

/** How a study goes about its search, beside sampler and pruner: the options of `defineStudy`. */
export const studyControlsShape = {
  enqueue: z.array(setting, { error: 'must be a list of settings, such as [{ learningRate: 0.01 }]' }).default([]),
  replicates: atLeastOne('trial of each setting').default(1),
  warmStart,
  stopWhen: z
    .strictObject(stopShape, {
      error: strictObjectMessages(Object.keys(stopShape), 'must be an object such as { noImprovement: 20 }'),
    })
    .prefault({}),
  limits: z
    .strictObject(limitsShape, {
      error: strictObjectMessages(Object.keys(limitsShape), 'must be an object such as { trialSeconds: 600 }'),
    })
    .prefault({}),
  retries: z.int({ error: 'must be a whole number' }).min(0, { error: 'must not be negative' }).default(1),
  reproducible: reproducible.optional(),
  callbacks: z
    .strictObject(callbacksShape, {
      error: strictObjectMessages(
        Object.keys(callbacksShape),
        'must be an object such as { onTrialEnd: (trial) => {} }',
      ),
    })
    .prefault({}),
};
