import type { RandomStream } from '../../../random/random-stream.js';
import type { EncodedHistory } from '../../encoding/encoded-history.js';
import type { ObservedTrial } from '../../observed-trial.js';
import { rankObserved } from '../../ordering/rank-observed.js';
import type { Point } from './matern.js';

/** What the process is fitted to. */
export interface Observations {
  /** Positions in the list of trials, ascending. */
  readonly rows: readonly number[];
  /** One loss a row; `Infinity` for a trial that failed, was pruned or breaks a constraint. */
  readonly losses: readonly number[];
  /** How many of them are losses of trials that meet the constraints. */
  readonly feasible: number;
  readonly pending: readonly number[];
}

export function observe(trials: readonly ObservedTrial[], random: RandomStream): Observations {
  const { measured, feasible, unmeasured, pending } = rankObserved(trials);
  const good = measured.slice(0, feasible);
  const scalar = scalarise(
    good.map((at) => trials[at]?.losses ?? []),
    random,
  );
  const losses = new Map(good.map((at, i) => [at, scalar[i] ?? Number.POSITIVE_INFINITY]));
  for (const at of [...measured.slice(feasible), ...unmeasured]) losses.set(at, Number.POSITIVE_INFINITY);
  const rows = [...losses.keys()].sort((a, b) => a - b);
  return { rows, losses: rows.map((at) => losses.get(at) ?? Number.POSITIVE_INFINITY), feasible, pending };
}

/**
 * One loss per trial. Several objectives are joined by the augmented Chebyshev norm with weights drawn anew for every suggestion
 * (Knowles 2006, "ParEGO"), so that the suggestions spread along the front.
 */
function scalarise(losses: readonly (readonly number[])[], random: RandomStream): readonly number[] {
  const objectives = losses[0]?.length ?? 1;
  if (objectives === 1) return losses.map(([loss]) => loss ?? Number.NaN);
  // Exponential numbers over their sum are uniform on the simplex.
  const raw = Array.from({ length: objectives }, () => -Math.log(1 - random.uniform()));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const ranges = raw.map((_, k) => {
    const finite = losses.map((vector) => vector[k] ?? 0).filter(Number.isFinite);
    const low = finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    return { low, width: Math.max(finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - low, 1e-300) };
  });
  return losses.map((vector) => {
    const weighted = raw.map((weight, k) => {
      const { low = 0, width = 1 } = ranges[k] ?? {};
      return (weight / total) * (((vector[k] ?? 0) - low) / width);
    });
    return Math.max(...weighted) + 0.05 * weighted.reduce((sum, value) => sum + value, 0);
  });
}

export const pointOf = ({ columns }: EncodedHistory, row: number): Point =>
  Float64Array.from(columns, (column) => column[row] ?? Number.NaN);

/** Positions in `losses` of at most `limit`: a half the best, the rest spread evenly over all others. Ascending. */
export function representatives(losses: readonly number[], limit: number): readonly number[] {
  const all = losses.map((_, i) => i);
  if (all.length <= limit) return all;
  const order = [...all].sort(
    (a, b) => Number((losses[a] ?? 0) > (losses[b] ?? 0)) - Number((losses[a] ?? 0) < (losses[b] ?? 0)) || a - b,
  );
  const half = Math.floor(limit / 2);
  const rest = order.slice(half).sort((a, b) => a - b);
  const spread = Array.from(
    { length: limit - half },
    (_, k) => rest[Math.floor(((k + 0.5) * rest.length) / (limit - half))] ?? 0,
  );
  return [...order.slice(0, half), ...spread].sort((a, b) => a - b);
}
