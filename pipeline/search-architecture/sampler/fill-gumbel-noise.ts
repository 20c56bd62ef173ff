import type { RandomStream } from '../../random/random-stream.js';

/** Fills a buffer with standard Gumbel noise, -ln(-ln u). 1 - u avoids ln 0, and the larger of both avoids it of the other end. */
export function fillGumbelNoise(out: Float32Array, random: RandomStream): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = -Math.log(Math.max(-Math.log(1 - random.uniform()), Number.MIN_VALUE));
  }
}
