import { StudyFileError } from '../../errors.js';
import type { RandomStream } from '../../random/random-stream.js';
import { parametersKey } from '../../study/contains-parameters.js';
import { spaceSize } from '../../study/enumerate-space.js';
import type { Space } from '../../study/space.js';
import type { Parameters } from '../../study/trial.js';
import type { ObservedTrial } from '../observed-trial.js';
import type { StudyOutline } from '../study-outline.js';
import { drawUntried, longestList, mostDraws } from './draw-untried.js';
import { triedSettings } from './tried-settings.js';

/** While most settings are untried, proposing again is cheap. */
const mostRepeats = 100;

/** Whether a setting may be suggested: no trial has it, whatever became of that trial, and the study's predicate holds. */
export function isSuggestible(
  trials: readonly ObservedTrial[],
  { allows }: StudyOutline,
): (parameters: Parameters) => boolean {
  const tried = triedSettings(trials);
  return (parameters) => !tried.has(parametersKey(parameters)) && (allows === undefined || allows(parameters));
}

/**
 * The first proposal that may be suggested; after 100 that were tried, or 10,000 that are not allowed, a random setting that may.
 * Undefined when the space is exhausted.
 * @throws StudyFileError where the space is continuous, or too large to go through, and nothing allowed was met
 */
export function firstUntried(
  space: Space,
  trials: readonly ObservedTrial[],
  random: RandomStream,
  { allows = () => true }: StudyOutline,
  propose: (attempt: number) => Parameters,
): Parameters | undefined {
  const tried = triedSettings(trials);
  let repeats = 0;
  for (let attempt = 0; attempt < mostDraws && repeats < mostRepeats; attempt++) {
    // A short list of settings is gone through sooner than a rare one is met.
    if (attempt === mostRepeats && spaceSize(space) <= longestList) break;
    const setting = propose(attempt);
    if (!allows(setting)) continue;
    if (!tried.has(parametersKey(setting))) return setting;
    repeats++;
  }
  const drawn = drawUntried(space, random, tried, allows);
  if (drawn === 'never allowed') throw new StudyFileError(neverAllowed(space));
  return drawn === 'exhausted' ? undefined : drawn;
}

/** For a space in which the study's predicate was met nowhere. */
export function neverAllowed(space: Space): string {
  const size = spaceSize(space);
  const met =
    size > longestList
      ? `any of ${mostDraws.toLocaleString('en-US')} settings drawn from the space`
      : size === 1
        ? 'the only setting of the space'
        : `any of the ${size.toLocaleString('en-US')} settings of the space`;
  return `\`where\`: does not hold for ${met}; fit the ranges to it, so that it holds more often, or ask for less`;
}
