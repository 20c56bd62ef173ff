import { usualConfidence } from '../benchmark/statistics/interval.js';
import { pairedRatio } from '../benchmark/statistics/paired-ratio.js';
import type { SessionOptions } from '../benchmark/timed-session.js';
import { SpaceExhaustedError } from '../errors.js';
import type { AskedTrial } from '../run/ask-tell/asked-trial.js';
import { createStudy } from '../run/ask-tell/create-study.js';
import { gp } from '../search/samplers/gp/sampler.js';
import { costsOf, type MeasureInTurns } from './measure-in-turns.js';
import { isEffective, sessionOptionsOf, sessionSpace, usualSetting } from './session-space.js';
import type { TuningPlan } from './tuning-plan.js';

/** Options that the model does not run with. */
export interface FailedOptions {
  readonly options: SessionOptions;
  readonly problem: string;
}

/** Options that were tried. */
export type SearchedOptions =
  | FailedOptions
  | {
      readonly options: SessionOptions;
      /** Their cost to that of the defaults, measured in turns: below 1 they are better. */
      readonly ratio: number;
    };

/** Options that share a measurement of the defaults. */
const together = 3;

/**
 * Tries options: one thread and all of them, the rest as usual, then what a Gaussian process suggests.
 * @throws OrtuneError where the model cannot be measured without options
 */
export async function searchOptions(
  measure: MeasureInTurns,
  { processors, trials, seed, onProgress }: TuningPlan,
): Promise<readonly SearchedOptions[]> {
  const study = await createStudy({
    space: sessionSpace(processors),
    sampler: gp(),
    seed,
    trials,
    where: isEffective,
  });
  for (const threads of new Set([1, processors])) await study.enqueue(usualSetting(threads));
  const tried: SearchedOptions[] = [];
  while (tried.length < trials) {
    const asked = await askUpTo(study, Math.min(together, trials - tried.length));
    if (asked.length === 0) break;
    const options = asked.map(({ params }) => sessionOptionsOf(params));
    const [defaults, ...measured] = await measure([{}, ...options], 1);
    const defaultCosts = costsOf(defaults);
    for (const [index, trial] of asked.entries()) {
      const result = measured[index] ?? { problem: 'not measured' };
      const searched: SearchedOptions = {
        options: options[index] ?? {},
        ...('problem' in result ? result : { ratio: pairedRatio(result.costs, defaultCosts, usualConfidence).ratio }),
      };
      tried.push(searched);
      // Ratios multiply, so their logarithms are what a Gaussian process can add up.
      await study.tell(
        trial,
        'ratio' in searched ? Math.log(searched.ratio) : { state: 'FAIL', reason: searched.problem },
      );
    }
    onProgress?.({ phase: 'searching', tried: tried.length, trials, best: Math.exp(study.bestTrial?.values[0] ?? 0) });
  }
  return tried;
}

type Asked = AskedTrial<ReturnType<typeof sessionSpace>, readonly ['minimize']>;

/** Fewer where the space has no more. */
async function askUpTo(study: { ask(): Promise<Asked> }, count: number): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  try {
    while (asked.length < count) asked.push(await study.ask());
  } catch (error) {
    if (!(error instanceof SpaceExhaustedError)) throw error;
  }
  return asked;
}
