import { z } from 'zod';
import { randomStream } from '../../random/random-stream.js';
import { shuffledIndices } from '../../random/shuffled-indices.js';
import { nextPoint } from '../encoding/next-number.js';
import { settingAt } from '../encoding/setting-at.js';
import { firstUntried } from '../encoding/untried.js';
import { defineSampler } from '../sampler.js';

const options = z.strictObject({
  /** Random permutations of the digits, drawn from the study's seed. Without them high dimensions are strongly correlated. */
  scramble: z.boolean({ error: 'must be true or false' }).default(true),
});

/**
 * Halton's quasi-random sequence (J. H. Halton 1960): coordinate d of point n is n written in the d-th prime base, mirrored at
 * the point. Scrambled by an independent permutation of every digit (Owen 2017, "A randomized Halton algorithm in R").
 * Trial n takes point n; a setting that was tried or is not allowed is passed over.
 */
export const haltonSampler = defineSampler(
  {
    name: 'halton',
    summary: "covers the space evenly with the points of Halton's sequence, scrambled",
    source: 'Halton 1960; scrambling of Owen 2017, A Randomized Halton Algorithm in R',
    options,
  },
  {
    suggest(space, trials, random, { scramble }, outline) {
      const point = haltonPoints(scramble ? (outline.seed ?? 0) : undefined);
      const first = nextPoint(trials, outline);
      return firstUntried(space, trials, random, outline, (attempt) =>
        settingAt(space, (dimension) => point(first + attempt, dimension)),
      );
    },
  },
);

/** For a study file: `sampler: halton()`. */
export const halton = (given: z.input<typeof options> = {}) => ({ name: 'halton', ...given }) as const;

/** Coordinates in [0, 1) of point `index`; unscrambled without a seed. */
export function haltonPoints(seed: number | undefined): (index: number, dimension: number) => number {
  const bases: number[] = [];
  const permutations: (readonly Uint32Array[])[] = [];
  return (index, dimension) => {
    while (bases.length <= dimension) bases.push(nextPrime(bases.at(-1) ?? 1));
    const base = bases[dimension] ?? 2;
    if (seed === undefined) return radicalInverse(index, base);
    permutations[dimension] ??= digitPermutations(seed, base);
    return radicalInverse(index, base, permutations[dimension]);
  };
}

/** The digits of `index` in `base`, least significant first, as the digits after the point; each permuted where asked. */
export function radicalInverse(index: number, base: number, permutations: readonly Uint32Array[] = []): number {
  let rest = index;
  let weight = 1 / base;
  let sum = 0;
  // Zeros that lead `index` are digits too: permuted, they shift the whole sequence.
  for (let digit = 0; rest > 0 || digit < permutations.length; digit++, weight /= base) {
    const value = rest % base;
    sum += weight * (permutations[digit]?.[value] ?? value);
    rest = (rest - value) / base;
  }
  return Math.min(sum, 1 - Number.EPSILON);
}

/** As many digits as make 32 bits: enough to tell four thousand million points apart. */
function digitPermutations(seed: number, base: number): readonly Uint32Array[] {
  const stream = randomStream(seed, 'halton', base);
  return Array.from({ length: Math.ceil(32 / Math.log2(base)) }, () => shuffledIndices(base, stream));
}

function nextPrime(after: number): number {
  let candidate = after + 1;
  while (!isPrime(candidate)) candidate++;
  return candidate;
}

function isPrime(n: number): boolean {
  for (let divisor = 2; divisor * divisor <= n; divisor++) if (n % divisor === 0) return false;
  return n > 1;
}
