import { normalCdf } from './normal-distribution.js';

/** Up to so many differences the distribution is computed exactly. */
const mostExact = 60;

/**
 * p-value of Wilcoxon's signed-rank test of paired differences (Wilcoxon 1945). Zero differences are dropped, ties get the mean
 * of their ranks. Exact, with ties too, up to 60 differences (all signs equally likely), beyond by the normal approximation with
 * corrections for ties and continuity. Infinite differences are the largest; NaN is not allowed.
 * @param alternative `greater`: the differences tend to be above zero
 */
export function wilcoxonSignedRank(
  differences: readonly number[],
  alternative: 'two-sided' | 'greater' = 'two-sided',
): number {
  const { doubledRanks, positive } = rankSigns(differences.filter((difference) => difference !== 0));
  if (doubledRanks.length === 0) return 1;
  const total = doubledRanks.reduce((sum, rank) => sum + rank, 0);
  const tail = doubledRanks.length <= mostExact ? exactTail : normalTail;
  // Under the hypothesis both sums of ranks have the same distribution: P(positive >= x) = P(negative <= total - x).
  if (alternative === 'greater') return tail(doubledRanks, total - positive);
  return Math.min(1, 2 * tail(doubledRanks, Math.min(positive, total - positive)));
}

/** Twice the ranks of the absolute values, so that the mean rank of ties is a whole number, and their sum over positive ones. */
function rankSigns(differences: readonly number[]) {
  const sorted = [...differences].sort((a, b) => order(Math.abs(a), Math.abs(b)));
  const doubledRanks: number[] = [];
  let positive = 0;
  for (let start = 0; start < sorted.length; start = doubledRanks.length) {
    let end = start + 1;
    while (end < sorted.length && Math.abs(sorted[end] ?? 0) === Math.abs(sorted[start] ?? 0)) end++;
    for (let i = start; i < end; i++) {
      doubledRanks.push(start + 1 + end);
      if ((sorted[i] ?? 0) > 0) positive += start + 1 + end;
    }
  }
  return { doubledRanks, positive };
}

/** P(sum of the ranks, each with probability 1/2, <= `limit`): counts the subsets by their sum. */
function exactTail(ranks: readonly number[], limit: number): number {
  const counts = new Float64Array(ranks.reduce((sum, rank) => sum + rank, 0) + 1);
  counts[0] = 1;
  for (const rank of ranks) {
    for (let sum = counts.length - 1; sum >= rank; sum--) counts[sum] = (counts[sum] ?? 0) + (counts[sum - rank] ?? 0);
  }
  return counts.subarray(0, limit + 1).reduce((sum, count) => sum + count, 0) / 2 ** ranks.length;
}

/** Mean and variance of such a sum are those of independent coin tosses; half a rank (one, doubled) for continuity. */
function normalTail(ranks: readonly number[], limit: number): number {
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / 2;
  const spread = Math.sqrt(ranks.reduce((sum, rank) => sum + rank * rank, 0)) / 2;
  return normalCdf((limit - mean + 1) / spread);
}

const order = (a: number, b: number) => Number(a > b) - Number(a < b);
