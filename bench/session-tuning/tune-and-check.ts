import { usualConfidence } from '../../pipeline/benchmark/statistics/interval.js';
import { pairedRatio, type Ratio } from '../../pipeline/benchmark/statistics/paired-ratio.js';
import type { SessionOptions } from '../../pipeline/benchmark/timed-session.js';
import { measureFile } from '../../pipeline/tune-session/measure-file.js';
import { tuneSession } from '../../pipeline/tune-session/tune-session.js';
import type { TuningObjectiveName } from '../../pipeline/tune-session/tuning-objectives.js';
import type { TuningPlan } from '../../pipeline/tune-session/tuning-plan.js';

export interface TunedRow {
  readonly network: string;
  readonly objective: TuningObjectiveName;
  readonly options: SessionOptions;
  /** Cost to that of the defaults, as the tuning confirmed it; undefined where it keeps the defaults. */
  readonly tuned: Ratio | undefined;
  /** The same in a measurement that the tuning knows nothing of; of the defaults beside themselves where it keeps them. */
  readonly checked: Ratio;
  readonly checkedRounds: number;
  readonly minutes: number;
}

const checkEffort = 4;

/** Tunes the session options of a file, and measures them once more beside the defaults. */
export async function tuneAndCheck(
  network: string,
  file: string,
  objective: TuningObjectiveName,
  { seconds, ...plan }: TuningPlan & { readonly seconds: number },
): Promise<TunedRow> {
  const begin = performance.now();
  const measure = measureFile(file, objective, { seconds, seed: plan.seed });
  const { options, decision } = await tuneSession(measure, plan);
  const minutes = (performance.now() - begin) / 60_000;
  const [defaults, tuned] = await measure([{}, options], checkEffort);
  if (!defaults || 'problem' in defaults || !tuned || 'problem' in tuned) throw new Error(`${file} was not measured`);
  return {
    network,
    objective,
    options,
    tuned: decision?.chosen?.ratio,
    checked: pairedRatio(tuned.costs, defaults.costs, usualConfidence),
    checkedRounds: tuned.costs.length,
    minutes,
  };
}
