import { crowdingDistances } from '../../rank/crowding-distances.js';
import type { ObservedTrial } from '../observed-trial.js';
import { peelFronts } from './peel-fronts.js';

/** Positions of trials in the list they came in, by what they tell. */
export interface RankedObservations {
  /** Complete trials with usable losses, the best first; those that break a constraint after all others, by how much. */
  readonly measured: readonly number[];
  /** How many of `measured`, from the first, meet every constraint. */
  readonly feasible: number;
  /** Finished without usable losses: pruned or failed. */
  readonly unmeasured: readonly number[];
  /** Running or waiting. */
  readonly pending: readonly number[];
}

/**
 * Orders the trials of a study. With several objectives by front, within a front the least crowded first; only the first
 * `wanted` places are then sure to be right, which keeps long histories cheap. Ties by place in the list.
 */
export function rankObserved(trials: readonly ObservedTrial[], wanted = trials.length): RankedObservations {
  const feasible: number[] = [];
  const infeasible: number[] = [];
  const unmeasured: number[] = [];
  const pending: number[] = [];
  const violations = totalViolations(trials);
  trials.forEach((trial, index) => {
    if (trial.state === 'RUNNING' || trial.state === 'WAITING') pending.push(index);
    else if ((violations[index] ?? 0) > 0) infeasible.push(index);
    else if (isMeasured(trial)) feasible.push(index);
    else unmeasured.push(index);
  });
  infeasible.sort((a, b) => order(violations[a] ?? 0, violations[b] ?? 0) || a - b);
  const ordered = orderLosses(
    feasible.map((index) => trials[index]?.losses ?? []),
    wanted,
  );
  return {
    measured: [...ordered.map((at) => feasible[at] ?? 0), ...infeasible],
    feasible: feasible.length,
    unmeasured,
    pending,
  };
}

/** Infinite losses are comparable; one that is not a number says nothing but that the trial went wrong. */
export function isMeasured({ state, losses }: ObservedTrial): boolean {
  if (state !== 'COMPLETE' || losses.length === 0) return false;
  for (const loss of losses) if (Number.isNaN(loss)) return false;
  return true;
}

/**
 * Positions in `losses` (one vector each, none with a NaN), the best first: by front, within a front the least crowded first. Only
 * the first `wanted` are sure to be right.
 */
export function orderLosses(losses: readonly (readonly number[])[], wanted = losses.length): readonly number[] {
  if ((losses[0]?.length ?? 1) === 1) {
    const single = new Float64Array(losses.length);
    for (let at = 0; at < single.length; at++) single[at] = losses[at]?.[0] ?? 0;
    return bestFirst(single, wanted);
  }
  const placed = new Set<number>();
  for (const front of peelFronts(losses, wanted)) {
    const distances = crowdingDistances(front.map((at) => losses[at] ?? []));
    const spread = front.map((at, i) => ({ at, distance: distances[i] ?? 0 }));
    spread.sort((a, b) => order(b.distance, a.distance) || a.at - b.at);
    for (const { at } of spread) placed.add(at);
  }
  losses.forEach((_, at) => {
    placed.add(at);
  });
  return [...placed];
}

/** Sorting numbers needs no comparisons by a function, so all are sorted for the limit and only the wanted ones by place. */
function bestFirst(losses: Float64Array, wanted: number): readonly number[] {
  const limit = wanted < losses.length ? Float64Array.from(losses).sort()[wanted - 1] : Number.POSITIVE_INFINITY;
  const first: number[] = [];
  const rest: number[] = [];
  for (let at = 0; at < losses.length; at++) {
    ((losses[at] ?? 0) <= (limit ?? Number.NEGATIVE_INFINITY) ? first : rest).push(at);
  }
  first.sort((a, b) => order(losses[a] ?? 0, losses[b] ?? 0) || a - b);
  return [...first, ...rest];
}

/**
 * Sum of each trial's violations, every constraint in units of its largest finite one, so that bytes do not outweigh
 * milliseconds.
 */
export function totalViolations(trials: readonly ObservedTrial[]): readonly number[] {
  if (trials.every(({ violations }) => violations === undefined)) return [];
  const largest: number[] = [];
  for (const { violations = [] } of trials) {
    violations.forEach((violation, c) => {
      if (Number.isFinite(violation) && violation > (largest[c] ?? 0)) largest[c] = violation;
    });
  }
  return trials.map(({ violations = [] }) =>
    violations.reduce((sum, violation, c) => (violation > 0 ? sum + violation / (largest[c] ?? 1) : sum), 0),
  );
}

/** Infinity - Infinity is NaN, so numbers are compared and not subtracted. */
const order = (a: number, b: number) => Number(a > b) - Number(a < b);
