import { z } from 'zod';
import type { Dataset } from '../load/data.js';
import { quantizationVariantNames } from '../quantize/variant-names.js';
import { benchmarkSchema } from './benchmark-schema.js';
import type { StudyDefinition } from './define-study.js';
import { strictObjectMessages } from './describe-issues.js';
import { suggestAndList } from './nearest-name.js';
import type { Objective } from './objective.js';
import { prunerChoiceSchema } from './pruner-choice-schema.js';
import { quoteValue } from './quote-value.js';
import { samplerChoiceSchema } from './sampler-choice-schema.js';
import { spaceSchema } from './space-schema.js';
import { studyControlsShape } from './study-controls-schema.js';
import { type MetricName, metrics } from './trial.js';
import { atLeastOne, seedSchema } from './whole-number-schemas.js';

const metricNames = Object.keys(metrics);
const isMetricName = (name: string): name is MetricName => Object.hasOwn(metrics, name);

/** Metrics that may steer a study: those of the test split may not. */
const steeringMetrics = metricNames.filter((name) => !name.startsWith('test.'));

const metric = z.string({ error: 'must be the name of a metric' }).transform((name, context): MetricName => {
  if (isMetricName(name) && !name.startsWith('test.')) return name;
  context.addIssue({ code: 'custom', message: isMetricName(name) ? leakMessage(name) : unknownMetricMessage(name) });
  return z.NEVER;
});

function leakMessage(name: string): string {
  return `\`${name}\` must not steer the study: trials chosen by their test result make that result too good to be true; use \`${name.replace('test.', 'validation.')}\` (the test result is in the report anyway)`;
}

function unknownMetricMessage(name: string): string {
  return `unknown metric ${quoteValue(name)}; ${suggestAndList(name, steeringMetrics, 'metrics')}`;
}

const objectiveForms = 'minimize("...") or maximize("...")';
const objectiveShape = {
  metric,
  direction: z.enum(['minimize', 'maximize'], { error: 'must be "minimize" or "maximize"' }),
};
const objective = z.strictObject(objectiveShape, {
  error: strictObjectMessages(Object.keys(objectiveShape), `must be ${objectiveForms}`),
});

const constraintShape = {
  metric,
  bound: z.enum(['atMost', 'atLeast'], { error: 'must be "atMost" or "atLeast"' }),
  value: z.number({ error: 'must be a finite number' }),
  soft: z.boolean({ error: 'must be true or false' }).optional(),
};
const constraint = z.strictObject(constraintShape, {
  error: strictObjectMessages(Object.keys(constraintShape), 'must be atMost("...", value) or atLeast("...", value)'),
});

const exportVariants = ['fp32', ...quantizationVariantNames] as const;

function unknownVariantMessage(name: string): string {
  return `unknown variant ${quoteValue(name)}; ${suggestAndList(name, exportVariants, 'variants')}`;
}

const exportShape = {
  normalisation: z.enum(['included', 'excluded'], { error: 'must be "included" or "excluded"' }).default('included'),
  output: z.enum(['logits', 'probabilities'], { error: 'must be "logits" or "probabilities"' }).default('logits'),
  variants: z
    .array(z.enum(exportVariants, { error: ({ input }) => unknownVariantMessage(String(input)) }), {
      error: 'must be a list such as ["fp32", "int8-static"]',
    })
    .refine((variants) => variants.includes('fp32'), {
      error: 'must contain "fp32": every variant is held against the trained network',
    })
    .refine((variants) => new Set(variants).size === variants.length, { error: 'lists a variant more than once' })
    .default(['fp32']),
  maxAccuracyDrop: z
    .number({ error: 'must be a number from 0 to 1' })
    .min(0, { error: 'must be a number from 0 to 1' })
    .max(1, { error: 'must be a number from 0 to 1' })
    .default(0.005),
};

const isFunction = (value: unknown) => typeof value === 'function';

const isDataset = (value: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'load' in value &&
  isFunction(value.load);

const studyShape = {
  name: z
    .string({ error: 'must be a text' })
    .max(100, { error: 'must have at most 100 characters' })
    .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/, {
      error:
        'must consist of letters, digits, `-`, `_` and `.`, not starting with `-` or `.` (it names the reports folder)',
    }),
  dataset: z.custom<Dataset>(isDataset, {
    error: ({ input }) => `must be a data set, such as mnist() or csv({ ... }), got ${quoteValue(input)}`,
  }),
  space: spaceSchema,
  where: z
    .custom<NonNullable<StudyDefinition['where']>>(isFunction, {
      error: ({ input }) => `must be a function (hp) => true or false, got ${quoteValue(input)}`,
    })
    .optional(),
  model: z.custom<StudyDefinition['model']>(isFunction, {
    error: ({ input }) => `must be a function (hp, task) => LayersModel, got ${quoteValue(input)}`,
  }),
  training: z.custom<StudyDefinition['training']>(isFunction, {
    error: ({ input }) =>
      `must be a function (hp, task) => ({ epochs, batchSize, optimizer }), got ${quoteValue(input)}`,
  }),
  objectives: z
    .array(objective, { error: `must be a list of ${objectiveForms}` })
    .transform(([first, ...others], context): [Objective, ...Objective[]] => {
      if (first === undefined) {
        context.addIssue({ code: 'custom', message: `must not be empty: say what to optimise with ${objectiveForms}` });
        return z.NEVER;
      }
      const names = [first, ...others].map(({ metric }) => metric);
      const repeated = names.find((name, index) => names.indexOf(name) !== index);
      if (repeated) context.addIssue({ code: 'custom', message: `\`${repeated}\` is listed more than once` });
      return [first, ...others];
    }),
  constraints: z.array(constraint, { error: 'must be a list of atMost(...) and atLeast(...)' }).default([]),
  sampler: samplerChoiceSchema,
  pruner: prunerChoiceSchema,
  trials: atLeastOne('trial').optional(),
  workers: atLeastOne('worker').optional(),
  seed: seedSchema,
  ...studyControlsShape,
  benchmark: benchmarkSchema,
  export: z
    .strictObject(exportShape, {
      error: strictObjectMessages(Object.keys(exportShape), 'must be an object such as { output: "probabilities" }'),
    })
    .prefault({}),
};

/** The study file's default export as it may come from plain JavaScript, without any help of the type checker. */
export const studySchema = z.strictObject(studyShape, {
  error: strictObjectMessages(Object.keys(studyShape), 'is not a study: it must be defineStudy({ ... })'),
});
