import { indexOfValue } from '../../search/encoding/unit-interval.js';
import { peelFronts } from '../../search/ordering/peel-fronts.js';
import { containsParameters } from '../../study/contains-parameters.js';
import { countValues, valueAt } from '../../study/parameter-values.js';
import type { Parameter, Space } from '../../study/space.js';
import type { Direction, Parameters, ParameterValue } from '../../study/trial.js';
import type { LossTable } from './importance-method.js';

/** What importance is computed from: a trial of ask and tell is one, and so is any plain object like it. */
export interface MeasuredTrial {
  /** One value per active hyperparameter. */
  readonly params: Readonly<Record<string, ParameterValue | undefined>>;
  /** One per objective, as measured; absent where the trial has no result. */
  readonly values?: readonly number[];
}

/** An objective by its position, or all of them: the trials' fronts in the non-dominated sort (1 is best) as the loss. */
export type ImportanceTarget = number | 'pareto_rank';

/** Fewer say nothing about any hyperparameter. */
const fewestTrials = 4;

export interface TargetTable extends LossTable {
  readonly target: ImportanceTarget;
  /** Why nothing can be said. */
  readonly problem?: string;
}

/** A setting of the space, with one loss per objective. */
interface Observation {
  readonly setting: Parameters;
  readonly losses: readonly number[];
}

/**
 * One table for each objective; with several, one more of the fronts. Trials that are not of this space are left out, and so are
 * losses that are not finite: an infinite one has no variance.
 * @param directions of the objectives; `minimize` where there is none
 */
export function lossTables(
  space: Space,
  trials: readonly MeasuredTrial[],
  directions: readonly Direction[] = [],
): readonly TargetTable[] {
  const observations = trials.flatMap(({ params, values = [] }): readonly Observation[] => {
    const losses = values.map((value, objective) => (directions[objective] === 'maximize' ? -value : value));
    const setting = settingOf(space, params);
    return losses.length > 0 && containsParameters(space, setting) ? [{ setting, losses }] : [];
  });
  const objectives = observations.reduce((most, { losses }) => Math.max(most, losses.length), directions.length || 1);
  const tables = Array.from({ length: objectives }, (_, objective) =>
    tableOf(space, objective, observations, ({ losses }) => losses[objective]),
  );
  return objectives === 1 ? tables : [...tables, frontTable(space, observations, objectives)];
}

function frontTable(space: Space, observations: readonly Observation[], objectives: number): TargetTable {
  const complete = observations.filter(({ losses }) => losses.length === objectives && losses.every(Number.isFinite));
  const fronts = new Map<Observation | undefined, number>();
  peelFronts(complete.map(({ losses }) => losses)).forEach((front, index) => {
    for (const at of front) fronts.set(complete[at], index + 1);
  });
  return tableOf(space, 'pareto_rank', complete, (observation) => fronts.get(observation));
}

function tableOf(
  space: Space,
  target: ImportanceTarget,
  observations: readonly Observation[],
  lossOf: (observation: Observation) => number | undefined,
): TargetTable {
  const finite = observations.filter((observation) => Number.isFinite(lossOf(observation)));
  const losses = Float64Array.from(finite, (observation) => lossOf(observation) ?? Number.NaN);
  return { target, space, settings: finite.map(({ setting }) => setting), losses, problem: problemOf(losses) };
}

function problemOf(losses: Float64Array): string | undefined {
  const n = losses.length;
  if (n < fewestTrials) {
    return `importance needs at least ${fewestTrials} complete trials of this space with finite values, got ${n}`;
  }
  if (losses.every((loss) => loss === losses[0])) {
    return `all ${n} trials have the same value, so no hyperparameter explains a difference`;
  }
  return undefined;
}

function settingOf(space: Space, params: MeasuredTrial['params']): Parameters {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      if (value === undefined) return [];
      const parameter = space[name];
      return [[name, parameter ? withoutRoundingNoise(parameter, value) : value]];
    }),
  );
}

/** Other tuners write the fourth value of 0, 0.1, 0.2, ... as 0.30000000000000004. */
function withoutRoundingNoise(parameter: Parameter, value: ParameterValue): ParameterValue {
  if (parameter.kind !== 'float' || parameter.step === undefined || typeof value !== 'number') return value;
  const index = indexOfValue(parameter, value);
  if (!(index >= 0 && index < countValues(parameter))) return value;
  const nearest = valueAt(parameter, index);
  return Math.abs(value - Number(nearest)) < 1e-9 * parameter.step ? nearest : value;
}
