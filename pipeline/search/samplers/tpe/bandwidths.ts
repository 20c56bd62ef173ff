/** All in units of the hyperparameter's range. */
export interface BandwidthRule {
  /** By what the distance between neighbours is multiplied. */
  readonly stretch: number;
  /** No kernel is narrower. */
  readonly least: number;
}

/** Half a cell: so much of a good kernel's mass stays on its own value that the next ones are tried, but not as often. */
const leastCells = 0.5;

/**
 * How wide the kernels of a group of `trials` are on an ordered hyperparameter; `size` is how many values it has, Infinity for one that
 * is treated as continuous. The least width is hyperopt's "magic clip", 1 / min(100, n + 2). On continuous hyperparameters good
 * kernels may be half as narrow, so that the search closes in on an optimum as fast as the good trials gather. Bad kernels
 * are half as wide as they are there in hyperopt: a bad trial says that its setting is bad and little about those beside it,
 * which a wide kernel would take from a good neighbour.
 */
export function bandwidthRule(group: 'good' | 'bad', trials: number, size: number): BandwidthRule {
  const clip = 1 / Math.min(100, trials + 2);
  const finite = Number.isFinite(size);
  if (group === 'good') return { stretch: 1, least: Math.max(clip / 2, finite ? leastCells / size : 0) };
  return { stretch: finite ? 1 : 0.5, least: clip };
}

/**
 * A bandwidth for each trial: the larger distance to its neighbours (Bergstra et al. 2011, section 4.2), so that regions
 * nobody has visited stay blurred and one that many visited is sharp. `order` holds the positions in `coordinates` of those that have
 * one, ascending by coordinate; the others get 1.
 */
export function neighbourBandwidths(
  coordinates: Float64Array,
  order: Uint32Array,
  { stretch, least }: BandwidthRule,
): Float64Array {
  const bandwidths = new Float64Array(coordinates.length).fill(1);
  const last = order.length - 1;
  for (let i = 0; i <= last; i++) {
    const at = order[i] ?? 0;
    const x = coordinates[at] ?? 0;
    // A single one reaches to the farther end of the range.
    const left = i > 0 ? x - (coordinates[order[i - 1] ?? 0] ?? 0) : last === 0 ? x : 0;
    const right = i < last ? (coordinates[order[i + 1] ?? 0] ?? 0) - x : last === 0 ? 1 - x : 0;
    bandwidths[at] = Math.min(1, Math.max(least, stretch * Math.max(left, right)));
  }
  return bandwidths;
}
