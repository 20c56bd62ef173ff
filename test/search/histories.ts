import { randomStream } from '../../pipeline/random/random-stream.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import { drawParameters } from '../../pipeline/search/samplers/random.js';
import type { Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';

/** Random settings with what became of each. */
export function history(
  space: Space,
  count: number,
  outcome: (parameters: Parameters, number: number) => Partial<ObservedTrial>,
): readonly ObservedTrial[] {
  const stream = randomStream('history', count);
  return Array.from({ length: count }, (_, number) => {
    const parameters = drawParameters(space, stream);
    return { number, state: 'COMPLETE', parameters, losses: [], ...outcome(parameters, number) };
  });
}

/** Everything that can go wrong with a trial: no number, infinities, ties, failures, pruning, trials under way. */
export const brokenHistory = (space: Space, count: number): readonly ObservedTrial[] =>
  history(space, count, (_, number) => {
    const kinds: Partial<ObservedTrial>[] = [
      { losses: [1] },
      { losses: [1] },
      { losses: [Number.NaN] },
      { losses: [Number.POSITIVE_INFINITY] },
      { losses: [Number.NEGATIVE_INFINITY] },
      { losses: [] },
      { state: 'FAIL' },
      { state: 'PRUNED' },
      { state: 'PRUNED', reports: [{ step: 2, losses: [0.3] }] },
      { state: 'PRUNED', reports: [{ step: 2, losses: [Number.NaN] }], violations: [0, 0] },
      { state: 'RUNNING', reports: [{ step: 1, losses: [Number.NEGATIVE_INFINITY] }] },
      { state: 'RUNNING' },
      { state: 'WAITING' },
      { losses: [0.5], violations: [Number.POSITIVE_INFINITY, 0] },
      { losses: [1e300], violations: [2, 0.1] },
      { losses: [-1e-300], violations: [0, 0] },
    ];
    return kinds[number % kinds.length] ?? {};
  });
