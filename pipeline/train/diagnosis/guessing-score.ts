import type { Split, Task } from '../../load/data.js';

/** The score of whoever does not look at the samples: always the most frequent class, or the mean (R2 of 0). */
export function guessingScore({ y }: Split, task: Task): number {
  if (task.kind === 'regression') return 0;
  const counts = new Array<number>(task.classes.length).fill(0);
  const n = y.shape[0] ?? 0;
  for (let i = 0; i < n; i++) counts[y.get(i)] = (counts[y.get(i)] ?? 0) + 1;
  return Math.max(...counts) / n;
}
