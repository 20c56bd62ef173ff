import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import type { Sampler } from '../../pipeline/search/sampler.js';
import { drawParameters } from '../../pipeline/search/samplers/random.js';
import type { StudyOutline } from '../../pipeline/search/study-outline.js';
import { containsParameters, parametersKey } from '../../pipeline/study/contains-parameters.js';
import { enumerateSpace, spaceSize } from '../../pipeline/study/enumerate-space.js';
import { fixParameter } from '../../pipeline/study/fix-parameter.js';
import type { Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';
import { anyPredicate, anySpace } from '../study/any-space.js';
import { anyOutcome, type Outcome } from './any-outcome.js';

/** A study that a sampler has to go on with. */
interface Situation {
  readonly space: Space;
  readonly outline: StudyOutline & { readonly seed: number };
  readonly trials: readonly ObservedTrial[];
  /** What becomes of every further trial. */
  readonly outcome: Outcome;
}

/**
 * Trials with random settings of `space`, the first `earlier` of an earlier study; not only allowed ones, since that may have had
 * other rules.
 */
function historyOf(
  space: Space,
  outcomes: readonly Outcome[],
  earlier: number,
  seed: number,
): readonly ObservedTrial[] {
  const stream = randomStream('history', seed);
  const first = -Math.min(earlier, outcomes.length);
  return outcomes.map((outcome, i) => ({ number: first + i, parameters: drawParameters(space, stream), ...outcome }));
}

/** Of one or two objectives, with any predicate or none, long enough that every sampler uses its model. */
const anySituation = (anyOf: fc.Arbitrary<Space>, most = 30): fc.Arbitrary<Situation> =>
  fc.tuple(anyOf, fc.constantFrom(1, 1, 2)).chain(([space, objectives]) =>
    fc
      .record({
        outcomes: fc.array(anyOutcome(objectives), { maxLength: most }),
        outcome: anyOutcome(objectives),
        earlier: fc.oneof(fc.constant(0), fc.nat({ max: most })),
        seed: fc.nat(),
        allows: fc.option(anyPredicate(space), { nil: undefined }),
        trials: fc.constantFrom(undefined, 1000),
      })
      .map(({ outcomes, outcome, earlier, seed, allows, trials }) => ({
        space,
        outcome,
        outline: { seed, allows, trials, objectives },
        trials: historyOf(space, outcomes, earlier, seed),
      })),
  );

const suggest = (sampler: Sampler, { space, trials, outline }: Situation) =>
  sampler.suggest(space, trials, randomStream(outline.seed, trials.length, 'sampler'), outline);

/** What a conductor does with a sampler until it is exhausted, or `count` trials are there. */
function goOn(sampler: Sampler, situation: Situation, count: number): readonly ObservedTrial[] {
  const trials = [...situation.trials];
  while (trials.length < count) {
    const parameters = suggest(sampler, { ...situation, trials });
    if (parameters === undefined) break;
    trials.push({ number: (trials.at(-1)?.number ?? -1) + 1, parameters, ...situation.outcome });
  }
  return trials;
}

/** The settings of the study's own trials. */
const keysOf = (trials: readonly ObservedTrial[]) =>
  trials.flatMap(({ number, parameters }) => (number < 0 ? [] : [parametersKey(parameters)]));

/**
 * What every sampler owes the conductor. It may be run on anyone's own sampler:
 * `samplerContract('mine', () => mySampler.create({}))`.
 */
export function samplerContract(name: string, create: () => Sampler): void {
  describe(`sampler ${name}`, () => {
    const sampler = create();

    /** Suggestions must lie in the space, satisfy its conditions and the predicate, and be new. */
    function expectProper({ space, outline, trials }: Situation, suggestion: Parameters | undefined) {
      if (suggestion === undefined) return;
      expect(containsParameters(space, suggestion)).toBe(true);
      expect(outline.allows?.(suggestion) ?? true).toBe(true);
      expect(keysOf(trials)).not.toContain(parametersKey(suggestion));
    }

    it('suggests new settings that satisfy the conditions of the space and the predicate, whatever became of earlier trials', () => {
      fc.assert(
        fc.property(anySituation(anySpace({ continuous: true })), (situation) => {
          const first = situation.trials.length;
          const trials = goOn(sampler, situation, first + 2);
          trials.slice(first).forEach(({ parameters }, i) => {
            expectProper({ ...situation, trials: trials.slice(0, first + i) }, parameters);
          });
        }),
        { numRuns: 50 },
      );
    });

    it('respects conditions nested to any depth', () => {
      fc.assert(
        fc.property(anySituation(anySpace({ continuous: false, nested: true })), (situation) => {
          expectProper(situation, suggest(sampler, situation));
        }),
        { numRuns: 25 },
      );
    });

    it('keeps to values that are fixed, also where they switch others on or off', () => {
      const fixed = anySpace({ continuous: true }).chain((space) =>
        fc.record({ seed: fc.nat(), which: fc.subarray(Object.keys(space)) }).map(({ seed, which }) => {
          const setting = drawParameters(space, randomStream(seed));
          return Object.fromEntries(
            Object.entries(space).map(([key, parameter]) => {
              const value = which.includes(key) ? setting[key] : undefined;
              return [key, value === undefined ? parameter : fixParameter(parameter, value)];
            }),
          );
        }),
      );
      fc.assert(
        fc.property(anySituation(fixed), (situation) => expectProper(situation, suggest(sampler, situation))),
        { numRuns: 20 },
      );
    });

    it('suggests the same for the same seed, also in a process that has seen nothing before', () => {
      fc.assert(
        fc.property(anySituation(anySpace({ continuous: true })), (situation) => {
          const count = situation.trials.length + 2;
          const again = {
            ...situation,
            space: structuredClone(situation.space),
            trials: structuredClone(situation.trials),
          };
          expect(goOn(create(), again, count)).toEqual(goOn(sampler, situation, count));
        }),
        { numRuns: 15 },
      );
    });

    it('leaves the trials it is shown alone and needs no key order in their parameters', () => {
      fc.assert(
        fc.property(anySituation(anySpace({ continuous: true })), (situation) => {
          const before = structuredClone(situation.trials);
          const reordered = situation.trials.map((trial) => ({
            ...trial,
            parameters: Object.fromEntries(Object.entries(trial.parameters).reverse()),
          }));
          expect(suggest(sampler, { ...situation, trials: reordered })).toEqual(suggest(sampler, situation));
          expect(situation.trials).toEqual(before);
        }),
        { numRuns: 15 },
      );
    });

    it('suggests every setting of a finite space that is allowed and untried once, then says that it is exhausted', () => {
      const small = anySpace({ continuous: false }).filter((space) => spaceSize(space) <= 40);
      fc.assert(
        fc.property(anySituation(small, 8), (situation) => {
          const { space, outline, trials } = situation;
          const allowed = [...enumerateSpace(space)].filter((setting) => outline.allows?.(setting) ?? true);
          const tried = new Set(keysOf(trials));
          const expected = allowed.map(parametersKey).filter((key) => !tried.has(key));
          const found = keysOf(goOn(sampler, situation, 1000).slice(trials.length));
          expect(found.sort()).toEqual(expected.sort());
          expect(sampler.size(space, outline)).toBe(allowed.length);
        }),
        { numRuns: 20 },
      );
    });

    it('names itself and its options as plain data', () => {
      expect(sampler.name).toBe(name);
      expect(JSON.parse(JSON.stringify(sampler.options))).toEqual(sampler.options);
    });
  });
}
