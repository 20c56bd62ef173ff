import { peelFronts } from '../../search/ordering/peel-fronts.js';
import type { Direction } from '../../study/trial.js';
import { observeStudyTrial } from './observe-study-trial.js';
import type { CompleteTrial, StudyTrial } from './study-trial.js';
import { holds, isFeasible } from './trial-result.js';

/**
 * The complete trials that break no constraint and that no other such trial dominates, ascending by number; of a single
 * objective those that share the best value. Only while all break a soft constraint are those considered.
 */
export function bestTrials(trials: readonly StudyTrial[], directions: readonly Direction[]): readonly CompleteTrial[] {
  const candidates = preferred(trials);
  const losses = candidates.map((trial) => observeStudyTrial(trial, directions).losses);
  const [front = []] = peelFronts(losses, 1);
  return [...front].sort((a, b) => a - b).flatMap((index) => candidates[index] ?? []);
}

/**
 * The one of them that is best by the first objective, as in the ranking of a study; ties by the other objectives in their
 * order, then by number.
 */
export function bestTrial(trials: readonly StudyTrial[], directions: readonly Direction[]): CompleteTrial | undefined {
  const [first, ...others] = preferred(trials);
  return first && others.reduce((best, trial) => (precedes(trial, best, directions) ? trial : best), first);
}

function preferred(trials: readonly StudyTrial[]): readonly CompleteTrial[] {
  const feasible = trials.filter(isFeasible);
  const preferable = feasible.filter(({ softViolations }) => holds(softViolations));
  return preferable.length > 0 ? preferable : feasible;
}

function precedes(a: CompleteTrial, b: CompleteTrial, directions: readonly Direction[]): boolean {
  const decisive = a.values.findIndex((value, objective) => value !== b.values[objective]);
  const [x = 0, y = 0] = [a.values[decisive], b.values[decisive]];
  return decisive >= 0 && (directions[decisive] === 'maximize' ? x > y : x < y);
}
