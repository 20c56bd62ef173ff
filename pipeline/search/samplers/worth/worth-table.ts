import { orderParameters } from '../../../study/order-parameters.js';
import { listValues } from '../../../study/parameter-values.js';
import type { Space } from '../../../study/space.js';
import type { ParameterValue } from '../../../study/trial.js';
import type { ObservedTrial } from '../../observed-trial.js';

/** What one value of one hyperparameter has been worth. */
export interface Worth {
  readonly hyperparameter: string;
  readonly value: ParameterValue;
  /** Finished trainings with the value. */
  readonly count: number;
  /** Mean reward Q of those trainings, in [0, 1]; 0 while there are none. */
  readonly reward: number;
  /** U = Q + c sqrt(2 ln t / N), `Infinity` while N is 0. t are the trainings that used the hyperparameter. */
  readonly worth: number;
}

/**
 * The worth of every value of a finite space, in the order of the space. A training that is under way counts in N and t at
 * its values' mean rewards, so that trainings at the same time spread out.
 */
export function worthTable(space: Space, trials: readonly ObservedTrial[], exploration: number): readonly Worth[] {
  const rewards = rewardsOf(trials);
  return orderParameters(space).flatMap(([hyperparameter, parameter]) => {
    const values = listValues(parameter);
    const tallies = values.map(() => ({ count: 0, pending: 0, sum: 0 }));
    trials.forEach((trial, i) => {
      const value = trial.parameters[hyperparameter];
      const tally = value === undefined ? undefined : tallies[values.indexOf(value)];
      if (!tally) return;
      const reward = rewards[i];
      if (reward === undefined) tally.pending++;
      else {
        tally.count++;
        tally.sum += reward;
      }
    });
    const t = tallies.reduce((sum, { count, pending }) => sum + count + pending, 0);
    return values.map((value, i): Worth => {
      const { count = 0, pending = 0, sum = 0 } = tallies[i] ?? {};
      const reward = count === 0 ? 0 : sum / count;
      const n = count + pending;
      const worth = n === 0 ? Number.POSITIVE_INFINITY : reward + exploration * Math.sqrt((2 * Math.log(t)) / n);
      return { hyperparameter, value, count, reward, worth };
    });
  });
}

/**
 * Reward in [0, 1] of each trial: its first loss between the worst (0) and the best (1) so far. 0 for a trial that failed, was pruned
 * or breaks a constraint; undefined for one that has not ended. All are 1 while the losses are equal.
 */
export function rewardsOf(trials: readonly ObservedTrial[]): readonly (number | undefined)[] {
  const finite = trials.map(({ losses }) => losses[0] ?? Number.NaN).filter(Number.isFinite);
  const best = finite.reduce((least, loss) => Math.min(least, loss), Number.POSITIVE_INFINITY);
  const worst = finite.reduce((most, loss) => Math.max(most, loss), Number.NEGATIVE_INFINITY);
  return trials.map(({ state, losses: [loss = Number.NaN], violations = [] }) => {
    if (state === 'RUNNING' || state === 'WAITING') return undefined;
    if (state !== 'COMPLETE' || Number.isNaN(loss) || violations.some((violation) => violation > 0)) return 0;
    if (!Number.isFinite(loss)) return loss < 0 ? 1 : 0;
    // Halved, the difference of the two largest doubles is still one.
    return worst === best ? 1 : (worst / 2 - loss / 2) / (worst / 2 - best / 2);
  });
}
