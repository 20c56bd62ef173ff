import { createHash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded stream of random numbers. */
export interface RandomStream {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** 32 random bits as a signed integer: the raw generator, for filling large masks. */
  bits(): number;
}

/**
 * The stream that belongs to `path`, for example (study seed, trial number, 'dropout'). Different paths give
 * independent streams; the same path always gives the same one.
 */
export function randomStream(...path: readonly (number | string)[]): RandomStream {
  const digest = createHash('sha256').update(JSON.stringify(path)).digest();
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)));
  const uniform = () => uniformFloat64(generator);
  let spare: number | undefined;
  return {
    uniform,
    bits: () => generator.next(),
    below: (bound) => uniformInt(generator, 0, bound - 1),
    normal() {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      // Box and Muller 1958; 1 - u avoids log(0).
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
}
