import type { RandomStream } from './random-stream.js';

/** The integers 0 .. n-1 in random order (Fisher and Yates, in Durstenfeld's form). */
export function shuffledIndices(n: number, random: RandomStream): Uint32Array {
  const indices = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const held = indices[i] as number;
    indices[i] = indices[j] as number;
    indices[j] = held;
  }
  return indices;
}
