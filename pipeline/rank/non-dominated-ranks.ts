/**
 * Non-dominated sort (Deb et al. 2002, "A fast and elitist multiobjective genetic algorithm: NSGA-II", section III A).
 * `losses` holds one vector per trial, smaller is better. Gives each its front, counted from 1: front 1 is dominated by
 * nobody, front k + 1 by nobody once fronts 1 to k are taken away. With one objective the fronts are its distinct values in
 * order. With more, vectors go in lexicographic order to the first front of which none dominates them, found by bisection
 * (Zhang et al. 2015, "An efficient approach to nondominated sorting", ENS-BS): O(n log n) with two objectives, where only
 * the last one of a front has to be looked at, and at most O(m n^2) with three or more.
 */
export function nonDominatedRanks(losses: readonly (readonly number[])[]): readonly number[] {
  if (losses[0]?.length === 1) return denseRanks(losses.map(([loss]) => loss ?? 0));
  const isPair = losses[0]?.length === 2;
  const order = losses.map((_, index) => index).sort((a, b) => lexical(losses[a] ?? [], losses[b] ?? []));
  const fronts: (readonly number[])[][] = [];
  const ranks = losses.map(() => 0);
  for (const index of order) {
    const one = losses[index] ?? [];
    const isDominated = (front: readonly (readonly number[])[]) =>
      (isPair ? front.slice(-1) : front).some((other) => dominates(other, one));
    // Who is dominated in a front is dominated in all before it.
    let [low, high] = [0, fronts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isDominated(fronts[middle] ?? [])) low = middle + 1;
      else high = middle;
    }
    const front = fronts[low];
    if (front) front.push(one);
    else fronts.push([one]);
    ranks[index] = low + 1;
  }
  return ranks;
}

function lexical(a: readonly number[], b: readonly number[]): number {
  const decisive = a.findIndex((loss, i) => loss !== b[i]);
  return decisive < 0 ? 0 : (a[decisive] ?? 0) - (b[decisive] ?? 0);
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
