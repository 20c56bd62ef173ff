import { z } from 'zod';
import { UsageError } from '../../errors.js';
import type { Pruner } from '../../search/pruner.js';
import type { Sampler } from '../../search/sampler.js';
import { describeIssues, strictObjectMessages } from '../../study/describe-issues.js';
import { prunerChoiceSchema } from '../../study/pruner-choice-schema.js';
import { quoteValue } from '../../study/quote-value.js';
import { samplerChoiceSchema } from '../../study/sampler-choice-schema.js';
import { type SettingPredicate, settingPredicate } from '../../study/setting-predicate.js';
import type { Hyperparameters, Space } from '../../study/space.js';
import { spaceSchema } from '../../study/space-schema.js';
import { studyControlsShape } from '../../study/study-controls-schema.js';
import { whereProblem } from '../../study/where-problem.js';
import { atLeastOne, seedSchema } from '../../study/whole-number-schemas.js';
import { asUsageError } from './as-usage-error.js';
import type { Directions } from './trial-outcome.js';

/** Checked options with every default filled in. */
export interface StudySettings {
  readonly space: Space;
  readonly directions: Directions;
  readonly sampler: Sampler;
  readonly pruner: Pruner;
  readonly seed: number;
  readonly trials: number | undefined;
  readonly where: SettingPredicate | undefined;
  readonly replicates: number;
  readonly steps: number | undefined;
  readonly name: string | undefined;
  readonly storage: string | undefined;
}

const direction = z.enum(['minimize', 'maximize'], { error: 'must be "minimize" or "maximize"' });

const shape = {
  space: spaceSchema,
  directions: z
    .tuple([direction], direction, { error: 'must list at least one of "minimize" and "maximize"' })
    .default(['minimize']),
  sampler: samplerChoiceSchema,
  pruner: prunerChoiceSchema,
  seed: seedSchema,
  trials: atLeastOne('trial').optional(),
  where: z
    .custom<(params: Hyperparameters<Space>) => boolean>((value) => typeof value === 'function', {
      error: ({ input }) => `must be a function (params) => true or false, got ${quoteValue(input)}`,
    })
    .optional(),
  replicates: studyControlsShape.replicates,
  steps: atLeastOne('step').optional(),
  name: z
    .string({ error: 'must be a text' })
    .min(1, { error: 'must not be empty' })
    .max(512, { error: 'must have at most 512 characters' })
    .optional(),
  storage: z.string({ error: 'must be a URL such as sqlite:///study.db, or the path of an SQLite file' }).optional(),
};

const schema = z
  .strictObject(shape, { error: strictObjectMessages(Object.keys(shape), 'must be createStudy({ space, ... })') })
  .superRefine(({ storage, name }, context) => {
    if (storage === undefined || name !== undefined) return;
    const message = 'is needed to find the study in its storage, got nothing';
    context.addIssue({ code: 'custom', path: ['name'], message });
  });

/** @throws UsageError with one line per mistake, worded as for a study file */
export function parseStudyOptions(options: unknown): StudySettings {
  const result = schema.safeParse(options);
  if (!result.success) throw new UsageError(describeIssues(result.error.issues, options));
  const { space, sampler, trials, steps, where, name, storage, ...rest } = result.data;
  const allows = where && settingPredicate(space, where);
  const problems = [
    allows && asUsageError(() => whereProblem(space, allows)),
    withOption('sampler', sampler.problem(space, { seed: rest.seed, trials, allows })),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return { ...rest, space, sampler, trials, steps, where: allows, name, storage };
}

const withOption = (option: string, problem: string | undefined) =>
  problem === undefined ? undefined : `\`${option}\`: ${problem}`;
