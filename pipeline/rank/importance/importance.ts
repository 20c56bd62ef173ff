import { UsageError } from '../../errors.js';
import { describeIssues } from '../../study/describe-issues.js';
import type { Space } from '../../study/space.js';
import type { Direction } from '../../study/trial.js';
import { type ImportanceTarget, lossTables, type MeasuredTrial } from './loss-tables.js';
import { type ImportanceMethodChoice, importanceMethodSchema } from './registry.js';

export interface HyperparameterImportance {
  readonly hyperparameter: string;
  /** Its part of the sum of all effects: they sum to 1, or are 0 where nothing has an effect. */
  readonly importance: number;
  /** In the method's own unit; of `fanova` the share of the variance that it explains on its own, 0 to 1. */
  readonly effect: number;
}

/** How much each hyperparameter matters for one objective. */
export interface Importance {
  /** Position of the objective; `pareto_rank` with several, for the front in which a trial lies: all of them together. */
  readonly objective: ImportanceTarget;
  /** Name of the method. */
  readonly method: string;
  /** Trials that were used: complete, with a finite value. */
  readonly n: number;
  /** All of the space, the most important first, those that did not vary with 0; empty where there is a `problem`. */
  readonly hyperparameters: readonly HyperparameterImportance[];
  /** Why nothing can be said. */
  readonly problem?: string;
}

export interface ImportanceOptions {
  /** One per objective; `minimize` where there is none. */
  readonly directions?: readonly Direction[];
  /** Default `fanova`. */
  readonly method?: ImportanceMethodChoice;
  /** Of the forest's random splits; default 0. */
  readonly seed?: number;
}

/**
 * How much each hyperparameter of `space` matters, by objective, and with several objectives for all of them together. Trials are
 * those of a study (`study.trials`) or any plain objects; those without a finite value are left out. Pure: equal trials and
 * seed give equal figures.
 * @throws UsageError where the method or one of its options is unknown.
 */
export function importance(
  space: Space,
  trials: readonly MeasuredTrial[],
  { directions, method, seed = 0 }: ImportanceOptions = {},
): readonly Importance[] {
  const parsed = importanceMethodSchema.safeParse(method);
  if (!parsed.success) throw new UsageError(describeIssues(parsed.error.issues, method));
  return lossTables(space, trials, directions).map((table) => {
    const { target: objective, problem, losses } = table;
    const known = { objective, method: parsed.data.name, n: losses.length };
    if (problem !== undefined) return { ...known, hyperparameters: [], problem };
    return { ...known, hyperparameters: normalise(parsed.data.effects(table, seed)) };
  });
}

function normalise(effects: ReadonlyMap<string, number>): readonly HyperparameterImportance[] {
  const sum = [...effects.values()].reduce((total, effect) => total + effect, 0);
  return [...effects]
    .map(([hyperparameter, effect]) => ({ hyperparameter, importance: sum > 0 ? effect / sum : 0, effect }))
    .sort((a, b) => b.importance - a.importance);
}
