/** The largest loss of the best `quantile` of all, at least one (the inverse of the empirical distribution). */
export function lossQuantile(losses: Float64Array, quantile: number): number {
  const sorted = losses.toSorted();
  return sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? Number.NaN;
}
