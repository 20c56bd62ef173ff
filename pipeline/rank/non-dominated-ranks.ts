/**
 * Fast non-dominated sort (Deb et al. 2002, "A fast and elitist multiobjective genetic algorithm: NSGA-II", section III A).
 * `losses` holds one vector per trial, smaller is better. Gives each its front, counted from 1: front 1 is dominated by
 * nobody, front k + 1 by nobody once fronts 1 to k are taken away. O(m n^2); with one objective the
 * fronts are its distinct values in order, O(n log n).
 */
export function nonDominatedRanks(losses: readonly (readonly number[])[]): readonly number[] {
  if (losses[0]?.length === 1) return denseRanks(losses.map(([loss]) => loss ?? 0));
  const dominated = losses.map((a) => losses.flatMap((b, index) => (dominates(a, b) ? [index] : [])));
  const dominators = losses.map(() => 0);
  for (const index of dominated.flat()) dominators[index] = (dominators[index] ?? 0) + 1;

  const ranks = losses.map(() => 0);
  let front = losses.flatMap((_, index) => (dominators[index] === 0 ? [index] : []));
  for (let rank = 1; front.length > 0; rank++) {
    const next: number[] = [];
    for (const index of front) {
      ranks[index] = rank;
      for (const other of dominated[index] ?? []) {
        const left = (dominators[other] ?? 0) - 1;
        dominators[other] = left;
        if (left === 0) next.push(other);
      }
    }
    front = next;
  }
  return ranks;
}

function denseRanks(values: readonly number[]): readonly number[] {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const ranks = new Map(sorted.map((value, index) => [value, index + 1]));
  return values.map((value) => ranks.get(value) ?? 0);
}

/** Whether `a` is nowhere worse than `b` and somewhere better. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    if (x > y) return false;
    if (x < y) better = true;
  }
  return better;
}
