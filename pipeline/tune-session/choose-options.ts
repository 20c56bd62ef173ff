import { median } from '../benchmark/quantile.js';
import { pairedRatio, type Ratio } from '../benchmark/statistics/paired-ratio.js';
import type { SessionOptions } from '../benchmark/timed-session.js';

/** Options and what a model costs with them in each round of one measurement: the less, the better. */
export interface MeasuredOptions {
  readonly options: SessionOptions;
  readonly costs: readonly number[];
}

/** Options that are better than the defaults, and by how much. */
export interface ChosenOptions {
  readonly options: SessionOptions;
  /** Their cost to that of the defaults: below 1, as is all of the interval. */
  readonly ratio: Ratio & Required<Pick<Ratio, 'interval'>>;
  /** Medians of the rounds, with these options and without any, in the unit of the objective. */
  readonly cost: number;
  readonly defaultCost: number;
  /** Of the interval, in (0, 1): 95 % for all candidates together. */
  readonly confidence: number;
}

const familyError = 0.05;

/**
 * The first of the candidates whose interval of the ratio to the defaults lies below 1, unless a later one is told apart as
 * better still. With k candidates each interval has the confidence 1 - 0.05 / k (Bonferroni), so that options which
 * are no better than the defaults are chosen in at most one of twenty tunings, however many candidates there are.
 * @param defaults costs in the same rounds, without any options
 * @param candidates in the order of preference, measured anew: not in the measurement that made them candidates
 * @returns undefined where none is told apart as better
 */
export function chooseOptions(
  defaults: readonly number[],
  candidates: readonly MeasuredOptions[],
): ChosenOptions | undefined {
  const confidence = 1 - familyError / Math.max(1, candidates.length);
  let chosen: { readonly result: ChosenOptions; readonly costs: readonly number[] } | undefined;
  for (const { options, costs } of candidates) {
    const { ratio, interval } = pairedRatio(costs, defaults, confidence);
    if (!interval || interval.high >= 1) continue;
    const against = chosen && pairedRatio(costs, chosen.costs, confidence).interval;
    if (chosen && !(against && against.high < 1)) continue;
    const result = {
      options,
      ratio: { ratio, interval },
      cost: median(costs),
      defaultCost: median(defaults),
      confidence,
    };
    chosen = { result, costs };
  }
  return chosen?.result;
}
