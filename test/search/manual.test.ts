import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { choice, float, int } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';

const space = {
  rate: float(1e-4, 1, { scale: 'log' }),
  optimizer: choice(['sgd', 'adam']),
  momentum: float(0, 1, { when: { optimizer: 'sgd' } }),
  units: int(1, 8),
};

const complete = (number: number, parameters: Parameters, loss: number): ObservedTrial => ({
  number,
  state: 'COMPLETE',
  parameters,
  losses: [loss],
});

describe('manual', () => {
  const queue = [
    { rate: 0.1, optimizer: 'adam', units: 4 },
    { rate: 0.01, momentum: 0.9 },
  ];
  const sampler = samplers.manual.create({ queue });
  const suggest = (trials: readonly ObservedTrial[]) => sampler.suggest(space, trials, randomStream(trials.length));

  it("tries the user's settings first, completed with middle values", () => {
    const first = suggest([]);
    expect(first).toEqual(queue[0]);
    const second = suggest([complete(0, first ?? {}, 1)]);
    expect(second).toEqual({ rate: 0.01, optimizer: 'adam', units: 5 });
  });

  it('then changes one hyperparameter of the best at a time', () => {
    const best = { rate: 0.01, optimizer: 'adam', units: 5 };
    const trials = [complete(0, { rate: 0.1, optimizer: 'adam', units: 4 }, 2), complete(1, best, 1)];
    const seen: (Parameters | undefined)[] = [];
    for (let i = 0; i < 5; i++) {
      const next = suggest(trials) ?? {};
      seen.push(next);
      trials.push(complete(trials.length, next, 5));
    }
    expect(seen).toEqual([
      { ...best, rate: expect.closeTo(0.1, 10) },
      { ...best, rate: expect.closeTo(0.001, 10) },
      { rate: 0.01, optimizer: 'sgd', momentum: 0.5, units: 5 },
      { ...best, units: 7 },
      { ...best, units: 3 },
    ]);
  });

  it('moves on from a better setting as soon as there is one', () => {
    const trials = [
      complete(0, { rate: 0.1, optimizer: 'adam', units: 4 }, 2),
      complete(1, { rate: 0.01, optimizer: 'adam', units: 5 }, 1),
      complete(2, { rate: 0.1, optimizer: 'adam', units: 5 }, 0.5),
    ];
    expect(suggest(trials)).toEqual({ rate: 1, optimizer: 'adam', units: 5 });
  });

  it('refuses a setting that the space does not have', () => {
    const problem = (setting: Parameters) => samplers.manual.create({ queue: [setting] }).problem(space);
    expect(problem({ rate: 2 })).toContain('queue[0]: `rate` cannot be 2');
    expect(problem({ optimizer: 'adam', momentum: 0.5 })).toContain('`momentum` cannot be 0.5');
    expect(problem({ typo: 1 })).toContain('`typo` cannot be 1');
    expect(problem({ rate: 0.1 })).toBeUndefined();
  });
});
