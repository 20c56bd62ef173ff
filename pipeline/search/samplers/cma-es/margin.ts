import { normalCdf, normalQuantile } from '../../statistics/normal-distribution.js';
import type { Evolution } from './evolution.js';

/**
 * Keeps finite coordinates alive (Hamano et al. 2022, "CMA-ES with margin", section 4): without it their spread falls below the width of
 * a cell and one value is sampled for ever. Mean and stretch are corrected so that the cells next to the mean's keep a
 * probability of at least `alpha` together. `thresholds` are the inner borders of each coordinate's cells, ascending; none for a
 * continuous one.
 */
export function withMargin(state: Evolution, thresholds: readonly Float64Array[]): Evolution {
  const { n, lambda } = state.constants;
  const alpha = 1 / (n * lambda);
  const mean = Float64Array.from(state.mean);
  const stretch = Float64Array.from(state.stretch);
  thresholds.forEach((borders, j) => {
    const first = borders[0];
    const last = borders.at(-1);
    if (first === undefined || last === undefined) return;
    const m = mean[j] ?? 0;
    const root = state.sigma * Math.sqrt(Math.max(0, state.covariance[j * n + j] ?? 0));
    const spread = root * (stretch[j] ?? 1);
    if (m <= first) mean[j] = first - Math.min(first - m, normalQuantile(1 - alpha) * spread);
    else if (m > last) mean[j] = last + Math.min(m - last, normalQuantile(1 - alpha) * spread);
    else {
      const at = borders.findIndex((border) => m <= border);
      const lower = borders[at - 1] ?? first;
      const upper = borders[at] ?? last;
      const [zLow, zUp] = correctedQuantiles(normalCdf((lower - m) / spread), normalCdf((m - upper) / spread), alpha);
      mean[j] = (lower * zUp + upper * zLow) / (zLow + zUp);
      stretch[j] = (upper - lower) / (root * (zLow + zUp));
    }
  });
  return { ...state, mean, stretch };
}

/** Distances from the mean to both borders, in standard deviations, once the probabilities outside have been raised (equations 14 to 19). */
function correctedQuantiles(below: number, above: number, alpha: number): readonly [number, number] {
  const low = Math.max(alpha / 2, below);
  const up = Math.max(alpha / 2, above);
  const middle = Math.max(alpha / 2, 1 - below - above);
  const excess = (1 - low - up - middle) / (low + up + middle - (3 * alpha) / 2);
  const spreadOut = (p: number) => normalQuantile(1 - (p + excess * (p - alpha / 2)));
  return [spreadOut(low), spreadOut(up)];
}
