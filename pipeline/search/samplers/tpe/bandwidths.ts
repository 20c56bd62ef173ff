/** All bandwidths are in units of the hyperparameter's range. */

/** No kernel is narrower than 1 / min(100, n + 2): the "magic clip" of Bergstra et al.'s hyperopt. */
const narrowest = (count: number) => 1 / Math.min(100, count + 2);

/**
 * One bandwidth for few good trials: their spread by Scott's rule in `dimensions` dimensions, so that it shrinks as they gather.
 * `coordinates` are those there are, `count` trials have been grouped, with a coordinate or without.
 */
export function commonBandwidth(coordinates: Float64Array, count: number, dimensions: number): number {
  const n = coordinates.length;
  if (n < 2) return n === 0 ? 1 : Math.max(0.5, narrowest(count));
  const mean = coordinates.reduce((sum, x) => sum + x, 0) / n;
  const variance = coordinates.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  return Math.min(1, Math.max(narrowest(count), Math.sqrt(variance) * n ** (-1 / (dimensions + 4))));
}

/**
 * A bandwidth for each of many bad trials: the larger distance to its neighbours (Bergstra et al. 2011, section 4.2), so
 * that regions nobody has visited stay blurred. `order` holds the positions in `coordinates` of those that have one, ascending
 * by coordinate; the others get 1.
 */
export function neighbourBandwidths(coordinates: Float64Array, order: Uint32Array, count: number): Float64Array {
  const bandwidths = new Float64Array(coordinates.length).fill(1);
  const least = narrowest(count);
  const last = order.length - 1;
  for (let i = 0; i <= last; i++) {
    const at = order[i] ?? 0;
    const x = coordinates[at] ?? 0;
    // A single one reaches to the nearer end of the range.
    const left = i > 0 ? x - (coordinates[order[i - 1] ?? 0] ?? 0) : last === 0 ? x : 0;
    const right = i < last ? (coordinates[order[i + 1] ?? 0] ?? 0) - x : last === 0 ? 1 - x : 0;
    bandwidths[at] = Math.min(1, Math.max(least, left, right));
  }
  return bandwidths;
}
