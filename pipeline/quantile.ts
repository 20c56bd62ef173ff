/**
 * The nearest-rank percentile: the smallest sample that at least `percent` % of the samples do not exceed. It is always
 * a time that really occurred, never an interpolation.
 * @param sorted ascending, at least one
 * @param percent in (0, 100]
 */
export function nearestRank(sorted: Float64Array, percent: number): number {
  // The small allowance keeps 0.07 * 100 = 7.000000000000001 from counting as rank 8.
  const rank = Math.ceil((percent / 100) * sorted.length - 1e-9);
  const value = sorted[Math.max(rank, 1) - 1];
  if (value === undefined) throw new RangeError('a percentile needs at least one sample');
  return value;
}

/** The median of numbers in any order: the mean of the middle two where their count is even. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError('a median needs at least one number');
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}
