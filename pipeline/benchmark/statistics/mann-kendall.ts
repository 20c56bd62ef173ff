/**
 * Mann and Kendall's test for a trend: the two-sided probability that numbers in random order have at least as many more rises (or falls)
 * among their pairs as these. Exact, from the number of orders with each count of inversions; equal numbers count as neither, which is to
 * the safe side.
 */
export function mannKendall(values: readonly number[]): number {
  let score = 0;
  for (const [later, value] of values.entries()) {
    for (const before of values.slice(0, later)) score += Math.sign(value - before);
  }
  const pairs = (values.length * (values.length - 1)) / 2;
  // A score of S is pairs / 2 - S / 2 inversions.
  const inversions = Math.floor((pairs - Math.abs(score)) / 2);
  const lower = inversionProbabilities(values.length)
    .slice(0, inversions + 1)
    .reduce((sum, probability) => sum + probability, 0);
  return Math.min(1, 2 * lower);
}

/** By their count, from 0: the probability of so many inversions in a random order of n. The i-th element makes 0 to i - 1, all alike. */
function inversionProbabilities(n: number): readonly number[] {
  let probabilities: readonly number[] = [1];
  for (let size = 2; size <= n; size++) {
    const next = Array<number>(probabilities.length + size - 1).fill(0);
    for (const [count, probability] of probabilities.entries()) {
      for (let more = 0; more < size; more++) next[count + more] = (next[count + more] ?? 0) + probability / size;
    }
    probabilities = next;
  }
  return probabilities;
}
