import { measureCandidates } from '../benchmark/measure-candidates.js';
import type { MeasureOptions } from '../benchmark/measure-options.js';
import { OrtuneError } from '../errors.js';
import { type MeasureInTurns, roundsPerEffort } from './measure-in-turns.js';
import { type TuningObjective, type TuningObjectiveName, tuningObjectives } from './tuning-objectives.js';

/**
 * Measures a file with session options, each round of each in a fresh process.
 * @param options `seconds` are for each of the options where the effort is 1
 */
export function measureFile(
  file: string,
  objective: TuningObjectiveName,
  options: Pick<MeasureOptions, 'seconds' | 'dims' | 'given' | 'seed' | 'signal' | 'timeoutSeconds'> & {
    readonly seconds: number;
  },
): MeasureInTurns {
  const { costs, missing, measure }: TuningObjective = tuningObjectives[objective];
  return async (sessions, effort) => {
    const candidates = sessions.map((session) => ({ file, session }));
    const results = await measureCandidates(candidates, {
      ...options,
      ...measure,
      seconds: effort * options.seconds,
      rounds: effort * roundsPerEffort,
      // As many rounds whatever comes out: a measurement that ends when it looks good looks too good.
      width: 0,
    });
    if (options.signal?.aborted) throw new OrtuneError(`tuning of \`${file}\` was interrupted`);
    return results.map((result) => {
      if ('error' in result) return { problem: result.error.message };
      const measured = costs(result.measurement);
      // Of options that make a model so slow, the others need not suffer; without the defaults nothing can be said.
      return measured?.length
        ? { costs: measured }
        : { problem: `\`${file}\` cannot be tuned for ${objective}: ${missing}` };
    });
  };
}
