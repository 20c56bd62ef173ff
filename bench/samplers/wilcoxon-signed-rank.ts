import { normalCdf } from '../../pipeline/search/statistics/normal-distribution.js';

/**
 * Two-sided p-value of Wilcoxon's signed-rank test of paired differences (Wilcoxon 1945): exact up to 25 pairs without ties,
 * otherwise by the normal approximation with corrections for ties and continuity. Zero differences are dropped.
 */
export function wilcoxonSignedRank(differences: readonly number[]): number {
  const nonZero = differences.filter((d) => d !== 0);
  const n = nonZero.length;
  if (n === 0) return 1;
  const sorted = [...nonZero].sort((a, b) => Math.abs(a) - Math.abs(b));
  let positive = 0;
  let ties = 0;
  for (let start = 0; start < n; ) {
    let end = start + 1;
    while (end < n && Math.abs(sorted[end] ?? 0) === Math.abs(sorted[start] ?? 0)) end++;
    const rank = (start + 1 + end) / 2;
    ties += (end - start) ** 3 - (end - start);
    for (let i = start; i < end; i++) if ((sorted[i] ?? 0) > 0) positive += rank;
    start = end;
  }
  const smaller = Math.min(positive, (n * (n + 1)) / 2 - positive);
  if (n <= 25 && ties === 0) return Math.min(1, 2 * exactTail(n, smaller));
  const spread = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ties / 48);
  return Math.min(1, 2 * normalCdf((smaller - (n * (n + 1)) / 4 + 0.5) / spread));
}

/** P(sum of the ranks with a random sign plus <= `limit`): counts the subsets of 1 ... n by their sum. */
function exactTail(n: number, limit: number): number {
  const counts = new Float64Array((n * (n + 1)) / 2 + 1);
  counts[0] = 1;
  for (let rank = 1; rank <= n; rank++) {
    for (let total = counts.length - 1; total >= rank; total--)
      counts[total] = (counts[total] ?? 0) + (counts[total - rank] ?? 0);
  }
  return counts.subarray(0, Math.floor(limit) + 1).reduce((sum, count) => sum + count, 0) / 2 ** n;
}
