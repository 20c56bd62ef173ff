import { z } from 'zod';
import { type RandomStream, randomStream } from '../../../random/random-stream.js';
import type { Space } from '../../../study/space.js';
import type { Parameters } from '../../../study/trial.js';
import { nextPoint } from '../../encoding/next-number.js';
import { settingAt } from '../../encoding/setting-at.js';
import { firstUntried } from '../../encoding/untried.js';
import type { ObservedTrial } from '../../observed-trial.js';
import { defineSampler } from '../../sampler.js';
import type { StudyOutline } from '../../study-outline.js';
import { owenScramble, sobolBits, sobolDimensions, unitOfBits } from './sequence.js';

const options = z.strictObject({
  /** Owen scrambling, drawn from the study's seed. Without it every study has the same points, the first at a corner. */
  scramble: z.boolean({ error: 'must be true or false' }).default(true),
});

/**
 * Sobol's quasi-random sequence (I. M. Sobol 1967; direction numbers of Joe and Kuo 2008) with Owen scrambling (Owen 1995):
 * trial n takes point n, so that the first 2^m trials cover the space more evenly than random ones. Hyperparameters beyond
 * the 128th are drawn at random. A setting that was tried or is not allowed is passed over.
 */
export const sobolSampler = defineSampler(
  {
    name: 'sobol',
    summary: "covers the space evenly with the points of Sobol's sequence, scrambled",
    source: 'Sobol 1967; direction numbers of Joe and Kuo 2008; scrambling of Owen 1995',
    options,
  },
  {
    suggest: (space, trials, random, { scramble }, outline) => sobolSetting(space, trials, random, outline, scramble),
  },
);

/** For a study file: `sampler: sobol()`. */
export const sobol = (given: z.input<typeof options> = {}) => ({ name: 'sobol', ...given }) as const;

/** Point `index` of the sequence scrambled with `seed`, coordinate by coordinate; unscrambled without a seed. */
export function sobolPoints(seed: number | undefined): (index: number, dimension: number) => number {
  if (seed === undefined) return (index, dimension) => sobolBits(index, dimension) / 2 ** 32;
  const stream = randomStream(seed, 'sobol');
  const seeds: number[] = [];
  return (index, dimension) => {
    while (seeds.length <= dimension) seeds.push(stream.bits());
    return unitOfBits(owenScramble(sobolBits(index, dimension), seeds[dimension] ?? 0));
  };
}

/**
 * The setting of the point whose index is the trial's number, or of the first after it that may be suggested. Samplers that learn
 * begin with these: trials that run at the same time differ, which points drawn by each of them alone need not.
 */
export function sobolSetting(
  space: Space,
  trials: readonly ObservedTrial[],
  random: RandomStream,
  outline: StudyOutline,
  scramble = true,
): Parameters | undefined {
  const point = sobolPoints(scramble ? (outline.seed ?? 0) : undefined);
  const first = nextPoint(trials, outline);
  return firstUntried(space, trials, random, outline, (attempt) =>
    settingAt(space, (dimension) =>
      dimension < sobolDimensions ? point(first + attempt, dimension) : random.uniform(),
    ),
  );
}
