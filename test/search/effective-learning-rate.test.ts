import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import { refinements } from '../../pipeline/search/samplers/effective-learning-rate/refinements.js';
import { effectiveLearningRateSampler } from '../../pipeline/search/samplers/effective-learning-rate/sampler.js';
import { float, int, ordinal, type Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';

const rate = float(1e-4, 1, { scale: 'log' });

const trial = (number: number, parameters: Parameters, loss?: number): ObservedTrial => ({
  number,
  state: loss === undefined ? 'RUNNING' : 'COMPLETE',
  parameters,
  losses: loss === undefined ? [] : [loss],
});

/** A whole study one trial after the other. */
function search(space: Space, options: object, trials: number, lossOf: (parameters: Parameters) => number) {
  const sampler = effectiveLearningRateSampler.create(options);
  expect(sampler.problem(space)).toBeUndefined();
  const done: ObservedTrial[] = [];
  while (done.length < trials) {
    const parameters = sampler.suggest(space, done, randomStream(1, done.length), { trials });
    if (!parameters) break;
    done.push(trial(done.length, parameters, lossOf(parameters)));
  }
  return done.map(({ parameters }) => parameters);
}

const exponents = (settings: readonly Parameters[]) => settings.map((setting) => Math.log10(Number(setting.rate)));
const rounded = (values: readonly number[]) => values.map((value) => Number(value.toFixed(6)));

describe('effective-learning-rate', () => {
  it('tries evenly spaced rates, then halves the gaps beside the best, then trains the best', () => {
    const settings = search({ rate }, {}, 9, ({ rate: value }) => (Math.log10(Number(value)) + 2.6) ** 2);
    // Best of the first five is -3 (0.16), beside it -2 (0.36) and -4 (1.96); then -2.5 (0.01), beside it -2 and -3.
    expect(rounded(exponents(settings))).toEqual([-4, -3, -2, -1, 0, -2.5, -2.75, -2.25, -2.5]);
  });

  it('comes near the best rate with few trials', () => {
    for (const best of [-3.9, -3.14, -2.5, -1.71, -0.3]) {
      const found = exponents(search({ rate }, {}, 9, ({ rate: value }) => Math.abs(Math.log10(Number(value)) - best)));
      expect(Math.abs((found.at(-1) ?? Number.NaN) - best)).toBeLessThan(0.3);
    }
  });

  it('searches with the brief values and trains at last with the final ones', () => {
    const space = { rate, epochs: ordinal([2, 12]) };
    const options = { candidates: 3, brief: { epochs: 2 }, final: { epochs: 12 } };
    const settings = search(space, options, 5, ({ rate: value }) => Math.abs(Number(value) - 0.1));
    expect(settings.map(({ epochs }) => epochs)).toEqual([2, 2, 2, 2, 12]);
    expect(rounded(exponents(settings))).toEqual([-4, -2, 0, -3, -2]);
  });

  it('tells which trial was which step', () => {
    const space = { rate, epochs: ordinal([2, 12]) };
    const sampler = effectiveLearningRateSampler.create({
      candidates: 3,
      brief: { epochs: 2 },
      final: { epochs: 12 },
    });
    const done: ObservedTrial[] = [];
    while (done.length < 5) {
      const parameters = sampler.suggest(space, done, randomStream(1, done.length), { trials: 5 }) ?? {};
      done.push(trial(done.length, parameters, Math.abs(Number(parameters.rate) - 0.1)));
    }
    const learnt = sampler.learnt?.(space, [...done, trial(5, { rate: 0.1, epochs: 2 })]);
    expect(learnt?.columns).toEqual(['trial', 'step', 'hyperparameter', 'value']);
    expect(learnt?.rows.map((row) => row.slice(0, 3))).toEqual([
      [0, 'candidate', 'rate'],
      [1, 'candidate', 'rate'],
      [2, 'candidate', 'rate'],
      [3, 'refinement', 'rate'],
      [4, 'final', 'rate'],
    ]);
    expect(learnt?.rows.map((row) => row[3])).toEqual(done.map(({ parameters }) => parameters.rate));
  });

  it('trains the best early where the search has nothing left to try', () => {
    const space = { steps: int(1, 3), epochs: ordinal([2, 12]) };
    const options = { brief: { epochs: 2 }, final: { epochs: 12 } };
    const settings = search(space, options, 20, ({ steps }) => Number(steps));
    expect(settings).toEqual([
      { steps: 1, epochs: 2 },
      { steps: 2, epochs: 2 },
      { steps: 3, epochs: 2 },
      { steps: 1, epochs: 12 },
    ]);
    expect(effectiveLearningRateSampler.create(options).size(space)).toBe(4);
  });

  it('refines beside the end of a range, and around trials under way', () => {
    const at = (exponent: number) => ({ rate: 10 ** exponent });
    const ended = [trial(0, at(-4), 3), trial(1, at(-2), 2), trial(2, at(0), 1)];
    expect(rounded(exponents(refinements({ rate }, ended)))).toEqual([-1]);
    const underWay = [...ended, trial(3, at(-1))];
    expect(rounded(exponents(refinements({ rate }, underWay)))).toEqual([-0.5]);
    expect(refinements({ rate }, [trial(0, at(-1))])).toEqual([]);
  });

  it('refuses values that the space does not have', () => {
    const problem = (options: object, space: Space) => effectiveLearningRateSampler.create(options).problem(space);
    expect(problem({ brief: { epoch: 2 } }, { rate })).toBe(
      'brief: the space has no hyperparameter `epoch`; it has rate',
    );
    expect(problem({ final: { epochs: 20 } }, { rate, epochs: int(1, 10) })).toBe(
      'final: `epochs` cannot be 20; add the value to its range',
    );
    const dependent = { epochs: ordinal([1, 2]), rate: float(0, 1, { when: { epochs: 1 } }) };
    expect(problem({ final: { epochs: 2 } }, dependent)).toContain('final: `rate` is active in some settings only');
  });
});
