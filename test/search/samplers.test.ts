import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { observeTrial } from '../../pipeline/search/observed-trial.js';
import { discretise } from '../../pipeline/search/samplers/grid.js';
import { drawParameters } from '../../pipeline/search/samplers/random.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { maximize, minimize } from '../../pipeline/study/objective.js';
import { choice, float, int, type Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';
import { samplerContract } from '../contracts/sampler.contract.js';

for (const [name, definition] of Object.entries(samplers)) {
  samplerContract(name, () => definition.create({}));

  it(`${name} says in one line what it does and where it is from`, () => {
    expect(definition.name).toBe(name);
    expect(definition.summary).toMatch(/^[a-z][^\n]{20,110}[^.\n]$/);
    expect(definition.source).toMatch(/^\S[^\n]{5,150}[^.\n]$/);
  });
}

describe('random', () => {
  const draws = (space: Space, count: number) =>
    Array.from({ length: count }, (_, trial) => drawParameters(space, randomStream(5, trial, 'sampler')));

  /** Largest distance between the empirical distribution of `values` and the uniform one on [0, 1] (Kolmogorov and Smirnov). */
  const distanceFromUniform = (values: readonly number[]) => {
    const sorted = [...values].sort((a, b) => a - b);
    return Math.max(...sorted.map((value, i) => Math.max(value - i / sorted.length, (i + 1) / sorted.length - value)));
  };
  // A right sampler exceeds 1.95 / sqrt(n) once in a thousand seeds; the seed is fixed.
  const limit = (n: number) => 1.95 / Math.sqrt(n);

  it('is uniform on a linear and on a log scale', () => {
    const settings = draws({ rate: float(2, 6), decay: float(1e-6, 1e-1, { scale: 'log' }) }, 2000);
    expect(distanceFromUniform(settings.map(({ rate }) => (Number(rate) - 2) / 4))).toBeLessThan(limit(2000));
    const exponents = settings.map(({ decay }) => (Math.log10(Number(decay)) + 6) / 5);
    expect(distanceFromUniform(exponents)).toBeLessThan(limit(2000));
  });

  it('gives integers, steps and choices equal shares, the end points included', () => {
    const settings = draws(
      { units: int(1, 4), rate: float(0, 0.3, { step: 0.1 }), act: choice(['a', 'b', 'c', 'd']) },
      4000,
    );
    for (const name of ['units', 'rate', 'act'] as const) {
      const counts = new Map<unknown, number>();
      for (const setting of settings) counts.set(setting[name], (counts.get(setting[name]) ?? 0) + 1);
      expect(counts.size).toBe(4);
      // Binomial(4000, 1/4): standard deviation 27.4; four of them.
      for (const n of counts.values()) expect(Math.abs(n - 1000)).toBeLessThan(110);
    }
  });

  it('gives an integer n on a log scale the share log((n + 1/2) / (n - 1/2))', () => {
    const settings = draws({ units: int(1, 8, { scale: 'log' }) }, 4000);
    for (let units = 1; units <= 8; units++) {
      const share = Math.log((units + 0.5) / (units - 0.5)) / Math.log(8.5 / 0.5);
      const found = settings.filter((setting) => setting.units === units).length;
      expect(Math.abs(found - 4000 * share)).toBeLessThan(4 * Math.sqrt(4000 * share * (1 - share)));
    }
  });

  it('depends on the trial number and on what was suggested before, not on how or when trials ended', () => {
    const space = { a: int(1, 6), b: choice(['x', 'y']) };
    const sampler = samplers.random.create({});
    const earlier = [0, 1, 2].map((number) => ({ number, parameters: { a: number + 1, b: 'x' }, losses: [] }));
    const running = earlier.map((trial) => ({ ...trial, state: 'RUNNING' as const }));
    const finished = earlier
      .map((trial) => ({ ...trial, state: 'COMPLETE' as const, losses: [trial.number] }))
      .reverse();
    const stream = () => randomStream(1, 3, 'sampler');
    expect(sampler.suggest(space, finished, stream())).toEqual(sampler.suggest(space, running, stream()));
  });

  it('finds the last untried setting of a large finite space', () => {
    const space = { a: int(1, 50), b: int(1, 40) };
    const trials = Array.from({ length: 2000 }, (_, i) => ({
      number: i,
      state: 'PRUNED' as const,
      parameters: { a: 1 + (i % 50), b: 1 + Math.floor(i / 50) },
      losses: [],
    })).filter(({ parameters }) => parameters.a !== 17 || parameters.b !== 23);
    const suggestion = samplers.random.create({}).suggest(space, trials, randomStream(1, 1999, 'sampler'));
    expect(suggestion).toEqual({ a: 17, b: 23 });
  });
});

describe('grid', () => {
  it('takes evenly spaced points on the scale of the parameter, end points exact and digits clean', () => {
    const space = discretise({ rate: float(1e-4, 1e-1, { scale: 'log' }), dropout: float(0, 0.6) }, 4);
    expect(space).toEqual({
      rate: { kind: 'choice', choices: [1e-4, 1e-3, 1e-2, 1e-1] },
      dropout: { kind: 'choice', choices: [0, 0.2, 0.4, 0.6] },
    });
  });

  it('leaves finite parameters, conditions and fixed values as they are', () => {
    const finite = { units: int(1, 9, { step: 4 }), act: choice(['a', 'b']), fixed: float(0.3, 0.3) };
    expect(discretise(finite, 3)).toEqual(finite);
    const conditional = { act: choice(['a', 'b']), beta: float(0, 1, { when: { act: 'a' } }) };
    expect(discretise(conditional, 2).beta).toEqual({ kind: 'choice', choices: [0, 1], when: { act: 'a' } });
  });

  it('goes through the grid in order and is exhausted after it', () => {
    const sampler = samplers.grid.create({ points: 2 });
    const space = { act: choice(['a', 'b']), beta: float(0, 1, { when: { act: 'b' } }) };
    const expected: Parameters[] = [{ act: 'a' }, { act: 'b', beta: 0 }, { act: 'b', beta: 1 }];
    const trials = expected.map((parameters, number) => ({
      number,
      state: 'COMPLETE' as const,
      parameters,
      losses: [],
    }));
    for (let n = 0; n <= 3; n++) {
      expect(sampler.suggest(space, trials.slice(0, n), randomStream(n))).toEqual(expected[n]);
    }
    expect(sampler.size(space)).toBe(3);
    expect(sampler.exhaustive).toBe(true);
  });

  it('refuses more than 100,000 settings with the size', () => {
    const sampler = samplers.grid.create({});
    expect(sampler.problem({ a: int(1, 100_000) })).toBeUndefined();
    expect(sampler.problem({ a: int(1, 100_001) })).toContain('a grid of 100,001 settings');
    const huge = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`p${i}`, int(1, 1000)]));
    expect(sampler.problem(huge)).toContain('a grid of 1.0e+90 settings');
  });
});

describe('what a sampler sees of a trial', () => {
  const objectives = [maximize('validation.accuracy'), minimize('latency.p90')];
  const seen = { number: 4, state: 'COMPLETE' as const, parameters: { a: 1 } };
  const trial = { ...seen, curve: [] };

  it('is one loss per objective, smaller is better', () => {
    const metrics = { 'validation.accuracy': 0.9, 'latency.p90': 2 };
    expect(observeTrial({ ...trial, metrics }, objectives)).toEqual({ ...seen, losses: [-0.9, 2] });
  });

  it('is no loss where the trial did not complete or an objective is not a number', () => {
    const metrics = { 'validation.accuracy': 0.9, 'latency.p90': Number.NaN };
    expect(observeTrial({ ...trial, metrics }, objectives).losses).toEqual([]);
    expect(observeTrial({ ...trial, metrics: {} }, objectives).losses).toEqual([]);
    const whole = { 'validation.accuracy': 0.9, 'latency.p90': 1 };
    expect(observeTrial({ ...trial, state: 'PRUNED', metrics: whole }, objectives).losses).toEqual([]);
  });
});
