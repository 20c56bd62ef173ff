import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { containsParameters } from '../../pipeline/study/contains-parameters.js';
import { choice, float, int } from '../../pipeline/study/space.js';
import { brokenHistory, history } from './histories.js';

const space = {
  rate: float(1e-5, 1, { scale: 'log' }),
  units: int(4, 512, { scale: 'log' }),
  optimizer: choice(['sgd', 'adam']),
  momentum: float(0, 0.99, { when: { optimizer: 'sgd' } }),
};

describe.each(Object.entries(samplers).filter(([name]) => name !== 'grid'))('%s', (_, definition) => {
  const sampler = definition.create({});
  const suggest = (trials: ReturnType<typeof brokenHistory>, objectives = 1) =>
    sampler.suggest(space, trials, randomStream(1, trials.length), { seed: 1, trials: 200, objectives });

  it.each([13, 60])('copes with NaN, infinities, ties, failed, pruned and running trials (%i trials)', (count) => {
    const trials = brokenHistory(space, count);
    const suggestion = suggest(trials);
    expect(suggestion && containsParameters(space, suggestion)).toBe(true);
    expect(suggest(trials)).toEqual(suggestion);
  });

  it.each([
    ['failed', 'FAIL'],
    ['pruned', 'PRUNED'],
    ['running', 'RUNNING'],
  ] as const)('goes on when every trial has %s', (_title, state) => {
    const suggestion = suggest(history(space, 30, () => ({ state })));
    expect(suggestion && containsParameters(space, suggestion)).toBe(true);
  });

  it('goes on when all losses are equal, and when all are infinite', () => {
    for (const loss of [3, 0, Number.POSITIVE_INFINITY]) {
      const suggestion = suggest(history(space, 30, () => ({ losses: [loss] })));
      expect(suggestion && containsParameters(space, suggestion)).toBe(true);
    }
  });

  it('takes several objectives', () => {
    const trials = history(space, 40, ({ rate, units }) => ({ losses: [Number(rate), -Number(units)] }));
    const suggestion = suggest(trials, 2);
    expect(suggestion && containsParameters(space, suggestion)).toBe(true);
  });

  it('passes over values of an earlier space', () => {
    const trials = history({ ...space, units: int(1000, 2000), old: choice([1, 2]) }, 30, (_p, n) => ({ losses: [n] }));
    const suggestion = suggest(trials);
    expect(suggestion && containsParameters(space, suggestion)).toBe(true);
  });
});
