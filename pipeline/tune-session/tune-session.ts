import { usualConfidence } from '../benchmark/statistics/interval.js';
import { pairedRatio, type Ratio } from '../benchmark/statistics/paired-ratio.js';
import type { SessionOptions } from '../benchmark/timed-session.js';
import { chooseOptions, type Decision, type MeasuredOptions } from './choose-options.js';
import { costsOf, type MeasureInTurns } from './measure-in-turns.js';
import { type FailedOptions, type SearchedOptions, searchOptions } from './search-options.js';
import type { TuningPlan } from './tuning-plan.js';
import { type Reduced, withoutAll, withoutEach } from './without-each.js';

export interface SessionTuning {
  /** What to give to `InferenceSession.create`: `{}` where nothing is told apart as better. */
  readonly options: SessionOptions;
  /** From a measurement of its own; undefined where nothing that was tried looked better than the defaults. */
  readonly decision?: Decision;
  /** What did not run any more when it was to be confirmed. */
  readonly failed: readonly FailedOptions[];
  /** All that was tried, in order. */
  readonly tried: readonly SearchedOptions[];
  /** Of the best that was tried: the cost with all of its options to that without one of them. */
  readonly parts: readonly OptionPart[];
}

export interface OptionPart {
  readonly without: readonly string[];
  readonly ratio: Ratio;
}

/** Times the search's time for each of the options: the search has only to find, these two have to tell apart. */
const simplificationEffort = 2;
const confirmationEffort = 4;

/**
 * Searches session options for one model, in three measurements that do not share a sample:
 * 1. a sampler's suggestions, each measured in turns with the defaults;
 * 2. the best of them beside the same without each of its options, to drop those that do nothing;
 * 3. what is left, and the best itself, against the defaults, four times as long: this alone decides.
 * @throws OrtuneError where the model cannot be measured without options, or the measurement was interrupted
 */
export async function tuneSession(measure: MeasureInTurns, plan: TuningPlan): Promise<SessionTuning> {
  const tried = await searchOptions(measure, plan);
  const best = bestOf(tried);
  if (!best) return { options: {}, failed: [], tried, parts: [] };
  const reduced = withoutEach(best);
  // What a single option does is what the confirmation says.
  if (reduced.length > 1) plan.onProgress?.({ phase: 'simplifying' });
  const parts = reduced.length > 1 ? await measureParts(measure, best, reduced) : [];
  const simplest = withoutIdle(best, parts);
  plan.onProgress?.({ phase: 'confirming' });
  const { decision, failed } = await confirm(measure, sameOptions(simplest, best) ? [best] : [simplest, best]);
  return { options: decision.chosen?.options ?? {}, decision, failed, tried, parts };
}

/** The tried options of the lowest cost, where that is below that of the defaults. */
function bestOf(tried: readonly SearchedOptions[]): SessionOptions | undefined {
  let best: { readonly options: SessionOptions; readonly ratio: number } | undefined;
  for (const { options, ...result } of tried) {
    if ('ratio' in result && result.ratio < (best?.ratio ?? 1)) best = { options, ratio: result.ratio };
  }
  return best?.options;
}

/** What each option of the best does. */
async function measureParts(
  measure: MeasureInTurns,
  best: SessionOptions,
  reduced: readonly Reduced[],
): Promise<readonly OptionPart[]> {
  const [whole, ...measured] = await measure([best, ...reduced.map(({ options }) => options)], simplificationEffort);
  const wholeCosts = costsOf(whole);
  return reduced.flatMap(({ without }, index) => {
    const part = measured[index];
    return part && 'costs' in part ? [{ without, ratio: pairedRatio(wholeCosts, part.costs, usualConfidence) }] : [];
  });
}

/** Leaves out the options without which, one by one, the cost is not told apart as higher. */
function withoutIdle(best: SessionOptions, parts: readonly OptionPart[]): SessionOptions {
  const idle = parts.filter(({ ratio }) => !ratio.interval || ratio.interval.high >= 1);
  return withoutAll(
    best,
    idle.flatMap(({ without }) => without),
  ).options;
}

/** @param candidates in the order of preference */
async function confirm(
  measure: MeasureInTurns,
  candidates: readonly SessionOptions[],
): Promise<{ readonly decision: Decision; readonly failed: readonly FailedOptions[] }> {
  const worthwhile = candidates.filter((options) => !sameOptions(options, {}));
  const [defaults, ...measured] = await measure([{}, ...worthwhile], confirmationEffort);
  const finalists: MeasuredOptions[] = [];
  const failed: FailedOptions[] = [];
  for (const [index, options] of worthwhile.entries()) {
    const result = measured[index] ?? { problem: 'not measured' };
    if ('costs' in result) finalists.push({ options, costs: result.costs });
    else failed.push({ options, problem: result.problem });
  }
  return { decision: chooseOptions(costsOf(defaults), finalists), failed };
}

const sameOptions = (a: SessionOptions, b: SessionOptions) => JSON.stringify(a) === JSON.stringify(b);
