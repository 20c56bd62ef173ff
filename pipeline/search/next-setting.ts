import { randomStream } from '../random/random-stream.js';
import { parametersKey } from '../study/contains-parameters.js';
import type { Space } from '../study/space.js';
import type { Parameters } from '../study/trial.js';
import type { ObservedTrial } from './observed-trial.js';
import type { Sampler } from './sampler.js';
import type { StudyOutline } from './study-outline.js';

export interface NextSettingRequest {
  readonly space: Space;
  readonly sampler: Sampler;
  /** All trials so far, ascending by number. */
  readonly trials: readonly ObservedTrial[];
  /** The number of the trial asked for. */
  readonly number: number;
  /** Settings the user wants tried first, in this order; each is taken once. */
  readonly queue: readonly Parameters[];
  /** How many trials each setting gets. */
  readonly replicates: number;
  readonly outline: StudyOutline & { readonly seed: number };
}

export interface NextSetting {
  readonly parameters: Parameters;
  readonly from: 'queue' | 'replicate' | 'sampler';
}

/**
 * What the next trial tries: the rest of a begun setting's replicates, then the user's queue, then what the sampler suggests.
 * Undefined when the space is exhausted. The randomness belongs to the trial's number.
 */
export function nextSetting(request: NextSettingRequest): NextSetting | undefined {
  const { space, sampler, trials, number, queue, replicates, outline } = request;
  const again = replicates > 1 ? unfinishedSetting(trials, replicates) : undefined;
  if (again) return { parameters: again, from: 'replicate' };
  const [queued] = queue;
  if (queued) return { parameters: queued, from: 'queue' };
  const random = randomStream(outline.seed, number, 'sampler');
  const parameters = sampler.suggest(space, trials, random, { ...outline, replicates });
  return parameters && { parameters, from: 'sampler' };
}

/** The earliest setting that has fewer trials than it should have. */
function unfinishedSetting(trials: readonly ObservedTrial[], replicates: number): Parameters | undefined {
  const counts = new Map<string, number>();
  const own = trials.filter(({ number }) => number >= 0);
  for (const { parameters } of own) {
    const key = parametersKey(parameters);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return own.find(({ parameters }) => (counts.get(parametersKey(parameters)) ?? 0) < replicates)?.parameters;
}
