import { randomStream } from '../random/random-stream.js';
import { containsParameters } from '../study/contains-parameters.js';
import { fixParameters } from '../study/fix-parameters.js';
import type { Parameters } from '../study/trial.js';
import type { NextSettingRequest } from './next-setting.js';

/**
 * A whole setting with the values that the user has fixed: the others are what the sampler suggests for the part of the space
 * that has them. A setting that was tried is tried again where there is no other: it was asked for. Undefined where the sampler
 * has none.
 * @throws StudyFileError where the study's predicate holds for none
 */
export function completeSetting(
  fixed: Parameters,
  { space, sampler, trials, number, outline }: Omit<NextSettingRequest, 'queue' | 'replicates'>,
): Parameters | undefined {
  if (containsParameters(space, fixed)) return fixed;
  const part = fixParameters(space, fixed);
  const suggest = (earlier: typeof trials) =>
    sampler.suggest(part, earlier, randomStream(outline.seed, number, 'sampler'), outline);
  return suggest(trials) ?? suggest([]);
}
