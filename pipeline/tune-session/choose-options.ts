import { pairedRatio, type Ratio } from '../benchmark/statistics/paired-ratio.js';
import type { SessionOptions } from '../benchmark/timed-session.js';
import { median } from '../quantile.js';

/** Options and what a model costs with them in each round of one measurement: the less, the better. */
export interface MeasuredOptions {
  readonly options: SessionOptions;
  readonly costs: readonly number[];
}

/** A candidate beside the defaults. */
export interface ConfirmedOptions {
  readonly options: SessionOptions;
  /** Median of the rounds, in the unit of the objective. */
  readonly cost: number;
  /** Of the cost to that of the defaults: below 1 it is better. The interval has the decision's confidence. */
  readonly ratio: Ratio;
}

export interface Decision {
  /** Better than the defaults; undefined where no candidate is told apart from them as better. */
  readonly chosen?: ConfirmedOptions;
  readonly candidates: readonly ConfirmedOptions[];
  /** Median of the rounds without any options. */
  readonly defaultCost: number;
  /** Of each interval, in (0, 1): 95 % for all candidates together. */
  readonly confidence: number;
}

const familyError = 0.05;

/**
 * Chooses the first of the candidates whose interval of the ratio to the defaults lies below 1, unless a later one is
 * told apart as better still. With k candidates each interval has the confidence 1 - 0.05 / k (Bonferroni), so that
 * options which are no better than the defaults are chosen in at most one of twenty tunings, however many candidates.
 * @param defaults costs in the same rounds, without any options
 * @param measured the candidates in the order of preference, measured anew: not in the measurement that made them candidates
 */
export function chooseOptions(defaults: readonly number[], measured: readonly MeasuredOptions[]): Decision {
  const confidence = 1 - familyError / Math.max(1, measured.length);
  const isBetter = (costs: readonly number[], than: readonly number[]) => {
    const { interval } = pairedRatio(costs, than, confidence);
    return interval !== undefined && interval.high < 1;
  };
  let best: number | undefined;
  for (const [index, { costs }] of measured.entries()) {
    const rival = best === undefined ? undefined : measured[best]?.costs;
    if (isBetter(costs, defaults) && (!rival || isBetter(costs, rival))) best = index;
  }
  const candidates = measured.map(({ options, costs }) => ({
    options,
    cost: median(costs),
    ratio: pairedRatio(costs, defaults, confidence),
  }));
  const chosen = best === undefined ? undefined : candidates[best];
  return { ...(chosen && { chosen }), candidates, defaultCost: median(defaults), confidence };
}
