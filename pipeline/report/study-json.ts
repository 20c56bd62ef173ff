import { z } from 'zod';
import { StudyFileError } from '../errors.js';
import { quantizationVariantNames } from '../quantize/variant-names.js';
import { describeIssues } from '../study/describe-issues.js';
import { parameterValueSchema, spaceSchema } from '../study/space-schema.js';
import { type MetricName, metrics } from '../study/trial.js';
import { trialTimingSchema } from '../study/trial-timing.js';
import { initialisationVerdicts } from '../train/initialisation-check/layer-initialisation.js';

/** JSON has no word for these: they are written as texts. */
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)], {
  error: 'must be a number',
});

const epoch = z.object({
  epoch: z.int(),
  learningRate: number,
  trainLoss: number,
  trainScore: number,
  validationLoss: number,
  validationScore: number,
  seconds: number,
});

const layer = z.object({
  layer: z.string(),
  activation: z.string(),
  mean: number,
  std: number,
  saturated: number.optional(),
  dead: number.optional(),
  gradientNorm: number,
  symmetric: z.boolean(),
  verdict: z.enum(initialisationVerdicts),
});

const trial = z.object({
  number: z.int(),
  state: z.enum(['WAITING', 'RUNNING', 'COMPLETE', 'PRUNED', 'FAIL']),
  reason: z.string(),
  rank: z.int().default(0),
  feasible: z.boolean().default(false),
  paretoRank: z.int().optional(),
  parameters: z.record(z.string(), parameterValueSchema),
  metrics: z
    .record(z.string(), number)
    .transform((values) => Object.fromEntries(Object.entries(values).filter(([name]) => Object.hasOwn(metrics, name)))),
  curve: z.array(epoch),
  epochs: z.int(),
  diagnosis: z.string(),
  initialisation: z.array(layer).optional(),
  timing: trialTimingSchema.optional(),
});

const metric = z.custom<MetricName>((name) => typeof name === 'string' && Object.hasOwn(metrics, name), {
  error: 'must be the name of a metric',
});

/** A quantized variant of a trial's network, with its own place in the ranking. */
const variant = z.object({
  trial: z.int(),
  variant: z.enum(quantizationVariantNames),
  state: trial.shape.state,
  reason: z.string(),
  rank: z.int(),
  feasible: z.boolean(),
  paretoRank: z.int().optional(),
  metrics: trial.shape.metrics,
  timing: trial.shape.timing,
});

/** A method and its options. */
const method = z.looseObject({ name: z.string(), explanation: z.string().optional() });

/** What a study is, as study.json and a storage both tell it. */
export const settingsShape = {
  seed: z.int(),
  engine: z.string(),
  dataset: z.looseObject({ name: z.string() }),
  space: spaceSchema,
  objectives: z.array(z.object({ metric, direction: z.enum(['minimize', 'maximize']) })).min(1),
  constraints: z.array(
    z.object({
      metric,
      bound: z.enum(['atMost', 'atLeast']),
      value: z.number(),
      soft: z.boolean().default(false),
    }),
  ),
  sampler: method,
  pruner: method,
};

export const endReasonSchema = z.enum([
  'complete',
  'timeout',
  'interrupted',
  'exhausted',
  'no-improvement',
  'target',
  'callback',
]);

const format = 2;
const studyJson = z.object({
  format: z.literal(format),
  name: z.string(),
  trials: z.array(trial),
  variants: z.array(variant).default([]),
  ...settingsShape,
  workers: z.int(),
  versions: z.record(z.string(), z.string()),
  machine: z.looseObject({ cpu: z.string(), cores: z.int(), os: z.string(), memoryBytes: z.number() }),
  trialsRequested: z.int(),
  ended: endReasonSchema.optional(),
});

/** What study.json says of a study. */
export type StudyJson = z.output<typeof studyJson>;

/**
 * @param file named in errors
 * @throws StudyFileError where it is not a report of this version
 */
export function parseStudyJson(text: string, file: string): StudyJson {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new StudyFileError(`${file} is not JSON`, { cause: error });
  }
  const parsed = studyJson.safeParse(content);
  if (parsed.success) return parsed.data;
  const [first] = describeIssues(parsed.error.issues, content).split('\n');
  throw new StudyFileError(`${file} is not a report of this version of ortune: ${first}; run that study again`);
}
