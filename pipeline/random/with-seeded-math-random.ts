import type { RandomStream } from './random-stream.js';

/** Runs `body` (synchronous) with `Math.random` drawing from `random`: tfjs's initialisers take their seeds from it. */
export function withSeededMathRandom<T>(random: RandomStream, body: () => T): T {
  const original = Math.random;
  Math.random = random.uniform;
  try {
    return body();
  } finally {
    Math.random = original;
  }
}
