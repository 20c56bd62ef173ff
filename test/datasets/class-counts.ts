import type { Split } from '../../pipeline/load/data.js';

/** How many samples of each class index a split has. */
export function classCounts({ y }: Split, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of y.data) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
