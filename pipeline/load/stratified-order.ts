import type { RandomStream } from '../random/random-stream.js';
import { shuffledIndices } from '../random/shuffled-indices.js';

/**
 * A random order of the rows in which every stretch has about the class proportions of the whole, so that cutting
 * it anywhere is a stratified split. The r-th row of a class with n rows sits at position r / n of the whole: a
 * prefix then holds ceil(t n) rows of every class for one t in (0, 1], and in particular one row of each class
 * as soon as it is as long as there are classes.
 */
export function stratifiedOrder(labels: Int32Array, random: RandomStream): Uint32Array {
  const sizes = new Map<number, number>();
  for (const label of labels) sizes.set(label, (sizes.get(label) ?? 0) + 1);
  const position = new Float64Array(labels.length);
  const seen = new Map<number, number>();
  const shuffled = shuffledIndices(labels.length, random);
  for (const row of shuffled) {
    const label = labels[row] as number;
    const rank = seen.get(label) ?? 0;
    seen.set(label, rank + 1);
    position[row] = rank / (sizes.get(label) as number);
  }
  // The sort is stable, so rows at the same position stay in random order.
  return shuffled.sort((a, b) => (position[a] as number) - (position[b] as number));
}
