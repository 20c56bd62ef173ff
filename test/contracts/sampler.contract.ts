import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import type { Sampler } from '../../pipeline/search/sampler.js';
import { containsParameters, parametersKey } from '../../pipeline/study/contains-parameters.js';
import { spaceSize } from '../../pipeline/study/enumerate-space.js';
import type { Space } from '../../pipeline/study/space.js';
import type { TrialState } from '../../pipeline/study/trial.js';
import { anySpace } from '../study/any-space.js';

/** What a conductor does with a sampler, trial after trial, until it is exhausted. `stateOf` says how trial n ended. */
function search(
  sampler: Sampler,
  space: Space,
  seed: number,
  count: number,
  stateOf: (trial: number) => TrialState = () => 'COMPLETE',
): readonly ObservedTrial[] {
  const trials: ObservedTrial[] = [];
  while (trials.length < count) {
    const number = trials.length;
    const parameters = sampler.suggest(space, trials, randomStream(seed, number, 'sampler'));
    if (parameters === undefined) break;
    const state = stateOf(number);
    const losses = state === 'COMPLETE' ? [randomStream(seed, number, 'loss').uniform()] : [];
    trials.push({ number, state, parameters, losses });
  }
  return trials;
}

const anyState = fc.constantFrom<TrialState>('COMPLETE', 'PRUNED', 'FAIL', 'RUNNING', 'WAITING');

/**
 * What every sampler owes the conductor. It may be run on anyone's own sampler:
 * `samplerContract('mine', () => mySampler.create({}))`.
 */
export function samplerContract(name: string, create: () => Sampler): void {
  describe(`sampler ${name}`, () => {
    const sampler = create();

    it('suggests settings of the space that satisfy its conditions, whatever became of the earlier trials', () => {
      fc.assert(
        fc.property(
          anySpace({ continuous: true }),
          fc.nat(),
          fc.array(anyState, { minLength: 8, maxLength: 8 }),
          (space, seed, states) => {
            const trials = search(sampler, space, seed, 8, (trial) => states[trial] ?? 'COMPLETE');
            for (const { parameters } of trials) expect(containsParameters(space, parameters)).toBe(true);
          },
        ),
        { numRuns: 60 },
      );
    });

    it('gives the same suggestions for the same seed', () => {
      fc.assert(
        fc.property(anySpace({ continuous: true }), fc.nat(), (space, seed) => {
          expect(search(create(), space, seed, 6)).toEqual(search(create(), space, seed, 6));
        }),
        { numRuns: 40 },
      );
    });

    it('leaves the trials it is shown alone and needs no key order in their parameters', () => {
      fc.assert(
        fc.property(anySpace({ continuous: true }), fc.nat(), (space, seed) => {
          const trials = search(sampler, space, seed, 4);
          const before = JSON.stringify(trials);
          const reordered = trials.map((trial) => ({
            ...trial,
            parameters: Object.fromEntries(Object.entries(trial.parameters).reverse()),
          }));
          const stream = () => randomStream(seed, 4, 'sampler');
          expect(sampler.suggest(space, reordered, stream())).toEqual(sampler.suggest(space, trials, stream()));
          expect(JSON.stringify(trials)).toBe(before);
        }),
        { numRuns: 30 },
      );
    });

    it('suggests every setting of a finite space once, then says that it is exhausted', () => {
      fc.assert(
        fc.property(
          anySpace({ continuous: false }).filter((space) => spaceSize(space) <= 60),
          fc.nat(),
          anyState,
          (space, seed, state) => {
            const size = spaceSize(space);
            const trials = search(sampler, space, seed, size + 1, () => state);
            expect(new Set(trials.map(({ parameters }) => parametersKey(parameters))).size).toBe(size);
            expect(trials).toHaveLength(size);
            expect(sampler.size(space)).toBe(size);
          },
        ),
        { numRuns: 40 },
      );
    });

    it('names itself and its options as plain data', () => {
      expect(sampler.name).toBe(name);
      expect(JSON.parse(JSON.stringify(sampler.options))).toEqual(sampler.options);
    });
  });
}
