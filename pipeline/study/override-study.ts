import { UsageError } from '../errors.js';
import { type PrunerName, pruners } from '../search/pruners/registry.js';
import { type SamplerName, samplers } from '../search/samplers/registry.js';
import { fixParameter } from './fix-parameter.js';
import { suggestAndList } from './nearest-name.js';
import { containsValue, countValues } from './parameter-values.js';
import { quoteValue } from './quote-value.js';
import { isListed, type Parameter, type Space } from './space.js';
import { describeValues } from './space-schema.js';
import type { Study } from './study.js';
import { studyProblems } from './study-problems.js';
import type { ParameterValue } from './trial.js';
import { trialsOfWholeSpace } from './trials-of-whole-space.js';

/** What the command line changes about a study; the numbers are checked whole numbers (trials and workers >= 1, seed >= 0). */
export interface StudyOverrides {
  readonly trials?: number;
  readonly workers?: number;
  readonly seed?: number;
  /** Another sampler or pruner, with its default options. */
  readonly sampler?: SamplerName;
  readonly pruner?: PrunerName;
  /** The time limit of `stopWhen`, greater than 0. */
  readonly seconds?: number;
  /** Those of `limits`, greater than 0. */
  readonly trialSeconds?: number;
  readonly trialMemoryMb?: number;
  readonly retries?: number;
  /** `--set key=value`: hyperparameters that are fixed instead of searched. Texts are read as the parameter's own type. */
  readonly set?: Readonly<Record<string, ParameterValue>>;
}

/**
 * @throws UsageError where `set` names an unknown hyperparameter or a value outside of its range, or the study becomes
 * impossible
 */
export function overrideStudy(study: Study, overrides: StudyOverrides): Study {
  const space = fixParameters(study.space, overrides.set ?? {});
  const stopWhen = overrides.seconds === undefined ? study.stopWhen : { ...study.stopWhen, seconds: overrides.seconds };
  const sampler = overrides.sampler ? samplers[overrides.sampler].create({}) : study.sampler;
  const pruner = overrides.pruner ? pruners[overrides.pruner].create({}) : study.pruner;
  const limits = {
    ...study.limits,
    trialSeconds: overrides.trialSeconds ?? study.limits.trialSeconds,
    trialMemoryMb: overrides.trialMemoryMb ?? study.limits.trialMemoryMb,
  };
  const changed = { ...study, space, sampler, pruner, stopWhen, limits };
  const problems = studyProblems(changed);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  // Fixing a hyperparameter makes a grid smaller: its number of trials follows.
  const trials = sampler.exhaustive ? Math.min(study.trials, trialsOfWholeSpace(changed)) : study.trials;
  return {
    ...changed,
    trials: wholeNumber('trials', overrides.trials, 1) ?? trials,
    workers: wholeNumber('workers', overrides.workers, 1) ?? study.workers,
    seed: wholeNumber('seed', overrides.seed, 0) ?? study.seed,
    retries: wholeNumber('retries', overrides.retries, 0) ?? study.retries,
  };
}

function wholeNumber(name: string, value: number | undefined, least: number): number | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && value >= least)) return value;
  throw new UsageError(`\`${name}\`: must be a whole number of at least ${least}, got ${value}`);
}

function fixParameters(space: Space, settings: Readonly<Record<string, ParameterValue>>): Space {
  const fixed: Record<string, Parameter> = { ...space };
  for (const [name, given] of Object.entries(settings)) {
    const parameter = Object.hasOwn(space, name) ? space[name] : undefined;
    if (parameter === undefined) {
      const hint = suggestAndList(name, Object.keys(space), 'hyperparameters');
      throw new UsageError(`\`--set ${name}\`: unknown hyperparameter; ${hint}`);
    }
    fixed[name] = fixParameter(parameter, readValue(name, parameter, given));
  }
  return fixed;
}

function readValue(name: string, parameter: Parameter, given: ParameterValue): ParameterValue {
  const candidates: readonly ParameterValue[] = isListed(parameter)
    ? parameter.choices.filter((choice) => choice === given || String(choice) === given)
    : [typeof given === 'string' && given.trim() !== '' ? Number(given) : given];
  const value = candidates.find((candidate) => containsValue(parameter, candidate));
  if (value !== undefined) return value;
  const values = Number.isFinite(countValues(parameter)) ? 'its values are ' : 'it ranges from ';
  throw new UsageError(
    `\`--set ${name}\`: ${quoteValue(given)} is outside of the space; ${values}${describeValues(parameter)}`,
  );
}
