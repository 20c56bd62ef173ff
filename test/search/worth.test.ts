import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { recommended } from '../../pipeline/search/samplers/worth/recommended.js';
import { rewardsOf, worthTable } from '../../pipeline/search/samplers/worth/worth-table.js';
import { parametersKey } from '../../pipeline/study/contains-parameters.js';
import { choice, float, int } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';

const space = { a: choice(['x', 'y']), n: int(1, 3) };

const trial = (number: number, parameters: Parameters, loss?: number): ObservedTrial => ({
  number,
  state: loss === undefined ? 'RUNNING' : 'COMPLETE',
  parameters,
  losses: loss === undefined ? [] : [loss],
});

describe('worth table', () => {
  // Losses 1, 3, 2 are rewards 1, 0, 1/2.
  const trials = [trial(0, { a: 'x', n: 1 }, 1), trial(1, { a: 'y', n: 1 }, 3), trial(2, { a: 'x', n: 3 }, 2)];

  it('is N, Q and U = Q + c sqrt(2 ln t / N) of every value', () => {
    expect(rewardsOf(trials)).toEqual([1, 0, 0.5]);
    const bonus = (n: number) => 0.7 * Math.sqrt((2 * Math.log(3)) / n);
    expect(worthTable(space, trials, 0.7)).toEqual([
      { hyperparameter: 'a', value: 'x', count: 2, reward: 0.75, worth: 0.75 + bonus(2) },
      { hyperparameter: 'a', value: 'y', count: 1, reward: 0, worth: bonus(1) },
      { hyperparameter: 'n', value: 1, count: 2, reward: 0.5, worth: 0.5 + bonus(2) },
      { hyperparameter: 'n', value: 2, count: 0, reward: 0, worth: Number.POSITIVE_INFINITY },
      { hyperparameter: 'n', value: 3, count: 1, reward: 0.5, worth: 0.5 + bonus(1) },
    ]);
  });

  it('counts a trial under way without a reward, and a failed one as the worst', () => {
    const [, , ...n] = worthTable(space, [...trials, trial(3, { a: 'x', n: 2 })], 1);
    expect(n[1]).toMatchObject({ value: 2, count: 0, reward: 0, worth: Math.sqrt(2 * Math.log(4)) });
    expect(rewardsOf([...trials, { ...trial(3, {}), state: 'FAIL' }])).toEqual([1, 0, 0.5, 0]);
    expect(rewardsOf([trial(0, {}, 1e308), trial(1, {}, -1e308)])).toEqual([0, 1]);
  });

  it('recommends per hyperparameter the value of largest worth', () => {
    expect(recommended(space, worthTable(space, trials, 0))).toEqual({ a: 'x', n: 1 });
    expect(recommended(space, worthTable(space, trials, 1))).toEqual({ a: 'x', n: 3 });
  });

  it('where that is not allowed recommends what gives up least worth', () => {
    // Worths: x 0.75, y 0; 1 and 3 0.5; 2 was never tried.
    const table = worthTable(space, trials, 0);
    expect(recommended(space, table, ({ n }) => n !== 1)).toEqual({ a: 'x', n: 3 });
    expect(recommended(space, table, ({ a }) => a === 'y')).toEqual({ a: 'y', n: 1 });
    expect(recommended(space, table, ({ a, n }) => a === 'y' && n === 2)).toEqual({ a: 'y', n: 2 });
    expect(recommended(space, table, () => false)).toBeUndefined();
  });

  it('recommends values of conditional hyperparameters where they are active', () => {
    const nested = { kind: choice(['p', 'q']), depth: int(1, 2, { when: { kind: 'q' } }) };
    const seen = [
      trial(0, { kind: 'p' }, 1),
      trial(1, { kind: 'q', depth: 1 }, 2),
      trial(2, { kind: 'q', depth: 2 }, 3),
    ];
    const table = worthTable(nested, seen, 0);
    expect(recommended(nested, table)).toEqual({ kind: 'p' });
    expect(recommended(nested, table, ({ kind }) => kind === 'q')).toEqual({ kind: 'q', depth: 1 });
    expect(recommended(nested, table, ({ depth }) => depth === 2)).toEqual({ kind: 'q', depth: 2 });
  });
});

describe('worth', () => {
  const wide = { rate: float(1e-4, 1, { scale: 'log' }), units: int(1, 8), act: choice(['relu', 'tanh', 'elu']) };
  const loss = ({ rate, units, act }: Parameters) =>
    (Math.log10(Number(rate)) + 2) ** 2 + 0.1 * (Number(units) - 6) ** 2 + (act === 'tanh' ? 0 : 0.5);

  function study(seed: number, count: number, options = {}) {
    const sampler = samplers.worth.create(options);
    const trials: ObservedTrial[] = [];
    for (let number = 0; number < count; number++) {
      const random = randomStream(seed, number, 'sampler');
      const parameters = sampler.suggest(wide, trials, random, { seed, trials: count }) ?? {};
      trials.push(trial(number, parameters, loss(parameters)));
    }
    return trials;
  }

  it('visits every value before any value a third time', () => {
    const used = study(1, 9)
      .slice(0, 8)
      .map(({ parameters }) => parameters.units);
    expect(new Set(used).size).toBe(8);
  });

  it.each([{ exploration: 0.2 }, { exploration: 0.2, choose: 'softmax' }])(
    'recommends the best value of each hyperparameter in its last trial (%o)',
    (options) => {
      for (const seed of [1, 2, 3]) {
        const trials = study(seed, 60, options);
        expect(trials.at(-1)?.parameters).toMatchObject({ rate: 0.01, act: 'tanh' });
        const before = trials.slice(0, -1).map(({ parameters }) => parametersKey(parameters));
        expect(new Set(before).size).toBe(59);
      }
    },
  );
});
