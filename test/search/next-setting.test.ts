import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextSetting } from '../../pipeline/search/next-setting.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import { isSamplerName, samplers } from '../../pipeline/search/samplers/registry.js';
import type { StudyOutline } from '../../pipeline/search/study-outline.js';
import { containsParameters, parametersKey } from '../../pipeline/study/contains-parameters.js';
import { choice, float, int, ordinal, type Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';
import { anyOutcome, type Outcome } from '../contracts/any-outcome.js';

const complete: Outcome = { state: 'COMPLETE', losses: [1] };

interface StudyLike {
  readonly space: Space;
  readonly name: keyof typeof samplers;
  readonly replicates?: number;
  readonly queue?: readonly Parameters[];
  readonly earlier?: readonly ObservedTrial[];
  readonly outline?: StudyOutline;
  readonly outcomes?: readonly Outcome[];
}

/** The settings of a study of at most `count` trials and where each is from, as a conductor asks for them. */
function study(
  { space, name, replicates = 1, earlier = [], outline, outcomes = [], ...rest }: StudyLike,
  count: number,
) {
  const sampler = samplers[name].create({});
  let queue = rest.queue ?? [];
  const trials = [...earlier];
  const from: string[] = [];
  for (let number = 0; number < count; number++) {
    const request = { space, sampler, trials, number, queue, replicates, outline: { seed: 3, ...outline } };
    const next = nextSetting(request);
    // A conductor that is started again asks the same of the same trials.
    expect(nextSetting({ ...request, sampler: samplers[name].create({}), trials: structuredClone(trials) })).toEqual(
      next,
    );
    if (!next) break;
    if (next.from === 'queue') queue = queue.slice(1);
    from.push(next.from);
    trials.push({ number, parameters: next.parameters, ...(outcomes[number % outcomes.length] ?? complete) });
  }
  return { from, settings: trials.slice(earlier.length).map(({ parameters }) => parameters) };
}

const finite = { a: int(1, 3), b: ordinal(['x', 'y']), c: choice([1, 2], { when: { b: 'y' } }) };
/** 3 (x) + 3 * 2 (y). */
const finiteSize = 9;

const names = Object.keys(samplers).filter(isSamplerName);

describe.each(names)('the next setting with %s', (name) => {
  it.each([1, 2, 3])(
    'in a finite space is every setting %i times, whatever became of them, then none',
    (replicates) => {
      fc.assert(
        fc.property(fc.array(anyOutcome(1), { minLength: 1, maxLength: 7 }), (outcomes) => {
          const { settings, from } = study({ space: finite, name, replicates, outcomes }, 100);
          const counts = new Map<string, number>();
          for (const setting of settings)
            counts.set(parametersKey(setting), (counts.get(parametersKey(setting)) ?? 0) + 1);
          expect([...counts.values()]).toEqual(Array.from({ length: finiteSize }, () => replicates));
          expect(from.filter((source) => source === 'replicate')).toHaveLength(finiteSize * (replicates - 1));
          // The trials of a setting follow each other.
          settings.forEach((setting, i) => {
            expect(setting).toEqual(settings[i - (i % replicates)]);
          });
        }),
        { numRuns: 3 },
      );
    },
  );

  it('repeats what the sampler suggested in a continuous space too', () => {
    const space = { rate: float(1e-4, 1, { scale: 'log' }), units: int(1, 64) };
    const { settings } = study({ space, name, replicates: 2, outcomes: [complete, { state: 'FAIL', losses: [] }] }, 12);
    expect(new Set(settings.map(parametersKey)).size).toBe(6);
  });

  it('takes the queue first, also a setting that is in it twice, and does not suggest it again', () => {
    const queue: readonly Parameters[] = [
      { a: 2, b: 'x' },
      { a: 1, b: 'y', c: 2 },
      { a: 2, b: 'x' },
    ];
    const { settings, from } = study({ space: finite, name, queue }, 100);
    expect(settings.slice(0, 3)).toEqual(queue);
    expect(from.slice(0, 4)).toEqual(['queue', 'queue', 'queue', 'sampler']);
    expect(settings).toHaveLength(finiteSize + 1);
  });

  it('gives each setting of the queue its replicates', () => {
    const queue: readonly Parameters[] = [
      { a: 2, b: 'x' },
      { a: 1, b: 'y', c: 2 },
    ];
    const { settings, from } = study({ space: finite, name, queue, replicates: 2 }, 5);
    expect(settings.slice(0, 4)).toEqual([queue[0], queue[0], queue[1], queue[1]]);
    expect(from).toEqual(['queue', 'replicate', 'queue', 'replicate', 'sampler']);
  });

  it('learns from an earlier study, whose settings are tried here once more at most and are not replicated', () => {
    const settingsThere: readonly Parameters[] = [
      { a: 1, b: 'x' },
      { a: 2, b: 'y', c: 1 },
      { a: 1, b: 'x' },
    ];
    const earlier = settingsThere.map(
      (parameters, i): ObservedTrial => ({ number: i - 3, state: 'COMPLETE', parameters, losses: [i] }),
    );
    const { settings, from } = study({ space: finite, name, earlier, replicates: 2 }, 100);
    expect(from[0]).toBe('sampler');
    expect(settings).toHaveLength(2 * finiteSize);
    expect(new Set(settings.map(parametersKey)).size).toBe(finiteSize);
  });

  it('in a finite space with a predicate is every allowed setting', () => {
    const allows = ({ a, c }: Parameters) => Number(a) * Number(c ?? 1) <= 3;
    const { settings } = study({ space: finite, name, outline: { allows }, replicates: 2 }, 100);
    // Of 3 (x) and 3 * 2 (y) settings (2, y, 2) and (3, y, 2) are not allowed.
    expect(settings).toHaveLength(2 * (finiteSize - 2));
    expect(settings.every((setting) => containsParameters(finite, setting) && allows(setting))).toBe(true);
  });
});

describe('sequences', () => {
  it.each(['sobol', 'halton'] as const)('%s covers the space as evenly where settings are replicated', (name) => {
    const space = { x: float(0, 1), y: float(0, 1) };
    for (const replicates of [2, 3]) {
      const { settings } = study({ space, name, replicates }, 16 * replicates);
      const points = settings.filter((_, i) => i % replicates === 0);
      expect(points).toEqual(study({ space, name }, 16).settings);
      // Sixteen points of a sequence in base 2: one in each sixteenth.
      expect(new Set(points.map(({ x }) => Math.floor(Number(x) * 16))).size).toBe(16);
    }
  });
});

describe('worth', () => {
  it('recommends in the last trials of a study also where settings are replicated', () => {
    const space = { a: int(1, 30), b: int(1, 30) };
    for (const replicates of [1, 2, 3]) {
      const { settings } = study({ space, name: 'worth', replicates, outline: { trials: 12 } }, 12);
      const [last = {}] = settings.slice(-replicates);
      // All losses are equal: the recommended values are ones that were tried.
      const earlier = settings.slice(0, -replicates);
      expect(earlier.some(({ a }) => a === last.a) && earlier.some(({ b }) => b === last.b)).toBe(true);
      expect(settings.slice(-replicates).every((setting) => parametersKey(setting) === parametersKey(last))).toBe(true);
    }
  });
});
