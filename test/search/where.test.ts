import { describe, expect, it } from 'vitest';
import { OrtuneError } from '../../pipeline/errors.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';
import type { Sampler } from '../../pipeline/search/sampler.js';
import { isSamplerName, type SamplerName, samplers } from '../../pipeline/search/samplers/registry.js';
import { enumerateSpace } from '../../pipeline/study/enumerate-space.js';
import { type SettingPredicate, settingPredicate } from '../../pipeline/study/setting-predicate.js';
import { choice, float, int, ordinal, type Space } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';

const names = Object.keys(samplers).filter(isSamplerName);

function search(
  sampler: Sampler,
  space: Space,
  allows: SettingPredicate,
  count: number,
  loss: (parameters: Parameters) => number = () => 1,
  seed = 1,
): readonly ObservedTrial[] {
  const trials: ObservedTrial[] = [];
  for (let number = 0; number < count; number++) {
    const parameters = sampler.suggest(space, trials, randomStream(seed, number), { seed, allows });
    if (!parameters) break;
    trials.push({ number, state: 'COMPLETE', parameters, losses: [loss(parameters)] });
  }
  return trials;
}

/** Of a continuous space one setting in a thousand. */
const thin: SettingPredicate = ({ x, y }) => Math.abs(Number(x) - Number(y)) < 0.0005;
const square: Space = { x: float(0, 1), y: float(0, 1) };

describe.each(names)('%s under a predicate', (name) => {
  const sampler = samplers[name].create({});

  it('suggests only what is allowed, also where that is one setting in a thousand', () => {
    const trials = search(sampler, square, thin, 16, ({ x }) => Number(x));
    // The five settings of a grid on the diagonal are all that grid and worth can have.
    expect(trials).toHaveLength(name === 'grid' || name === 'worth' ? 5 : 16);
    expect(trials.every(({ parameters }) => thin(parameters))).toBe(true);
  });

  it('is exhausted when all that is allowed was tried, of many settings too', () => {
    const space = { a: int(1, 60), b: int(1, 60), c: choice(['p', 'q', 'r']) };
    const allows: SettingPredicate = ({ a, b }) => Number(a) * Number(b) === 4;
    const trials = search(sampler, space, allows, 100);
    expect(new Set(trials.map(({ parameters }) => `${parameters.a} ${parameters.b} ${parameters.c}`)).size).toBe(9);
    expect(trials).toHaveLength(9);
  });

  it('is exhausted at once where a finite space has nothing allowed', () => {
    expect(search(sampler, { a: int(1, 40), b: ordinal([1, 2, 4]) }, () => false, 3)).toEqual([]);
  });
});

describe.each(names.filter((name) => name !== 'grid' && name !== 'worth'))('%s in a continuous space', (name) => {
  it('says so when nothing allowed is found', () => {
    const suggest = () => search(samplers[name].create({}), { x: float(0, 1) }, () => false, 1);
    expect(suggest).toThrow(OrtuneError);
    expect(suggest).toThrow(
      '`where`: does not hold for any of 10,000 settings drawn from the space; fit the ranges to it, so that it holds more often, or ask for less',
    );
  });

  it('says so when it learns from trials that are not allowed', () => {
    const trials = Array.from({ length: 40 }, (_, number): ObservedTrial => {
      const x = randomStream('x', number).uniform();
      return { number, state: 'COMPLETE', parameters: { x }, losses: [x] };
    });
    const suggest = (allows: SettingPredicate) =>
      samplers[name].create({}).suggest({ x: float(0, 1) }, trials, randomStream(1), { allows });
    expect(() => suggest(() => false)).toThrow('`where`: does not hold');
    expect(Number(suggest(({ x }) => Number(x) > 0.9)?.x)).toBeGreaterThan(0.9);
  });

  it('ends where what is allowed are a few settings', () => {
    const space = { kind: choice(['a', 'b', 'c']), x: float(0, 1, { when: { kind: 'c' } }) };
    const trials = search(samplers[name].create({}), space, ({ x }) => x === undefined, 9);
    expect(trials.map(({ parameters }) => parameters.kind).sort()).toEqual(['a', 'b']);
  });
});

describe('the best allowed setting', () => {
  /** At the border of what is allowed: rate * batch = 4, far from the best of all. */
  const space = { rate: float(1e-3, 1, { scale: 'log' }), batch: ordinal([8, 16, 32, 64, 128]), noise: float(0, 1) };
  const allows: SettingPredicate = ({ rate, batch }) => Number(rate) * Number(batch) <= 4;
  const loss = ({ rate, batch, noise }: Parameters) =>
    Math.abs(Math.log(Number(rate))) + Math.abs(Math.log2(Number(batch)) - 5) + Number(noise);
  // At batch 32 and rate 1/8: log 8 = 2.08; at batch 16 and rate 1/4: 1.39 + 1; at batch 8 and rate 1/2: 0.69 + 2.
  const best = Math.log(8);

  const mean = (name: SamplerName) => {
    const results = [1, 2, 3].map((seed) =>
      Math.min(...search(samplers[name].create({}), space, allows, 40, loss, seed).map(({ losses }) => losses[0] ?? 0)),
    );
    return results.reduce((sum, value) => sum + value, 0) / results.length;
  };
  const byChance = mean('random') - best;

  it.each([
    ['gp', 0.2],
    ['tpe', 0.6],
    ['cma-es', 0.8],
  ] as const)('is found by %s sooner than by chance', (name, share) => {
    const gap = mean(name) - best;
    expect(gap).toBeGreaterThanOrEqual(0);
    expect(gap).toBeLessThan(byChance * share);
  });
});

describe('size and problems under a predicate', () => {
  const space = { a: int(1, 4), rate: float(0, 1) };

  it('counts the allowed settings of a grid', () => {
    const allows: SettingPredicate = ({ a, rate }) => Number(a) * Number(rate) <= 1;
    // Rates 0, 0.5 and 1: all three with 1, two with 2, one with 3 and 4.
    expect(samplers.grid.create({ points: 3 }).size(space, { allows })).toBe(3 + 2 + 1 + 1);
    expect(samplers.worth.create({ points: 3 }).size(space, { allows })).toBe(7);
    expect(samplers.random.create({}).size(space, { allows })).toBe(Number.POSITIVE_INFINITY);
  });

  it('takes a large grid of which little is allowed, and none of which nothing is', () => {
    const large = { a: int(1, 1000), b: int(1, 900) };
    const grid = samplers.grid.create({});
    expect(grid.problem(large)).toContain('a grid of 900,000 settings');
    expect(grid.problem(large, { allows: ({ a, b }) => a === b })).toBeUndefined();
    expect(grid.problem(space, { allows: ({ rate }) => Number(rate) > 0 && Number(rate) < 0.1 })).toBe(
      '`where` holds for no setting of a grid with `points` 5; use more, or the sampler `random`',
    );
  });

  it('refuses a setting in the queue of `manual` that is not allowed', () => {
    const manual = samplers.manual.create({ queue: [{ a: 1 }, { a: 2, rate: 0.25 }] });
    expect(manual.problem(space)).toBeUndefined();
    expect(manual.problem(space, { allows: ({ a }) => a === 1 })).toBe(
      'queue[1]: { a: 2, rate: 0.25 } does not satisfy `where`; a setting that is tried must',
    );
  });

  it('lets auto try all of what is allowed where that is few', () => {
    const finite = { a: int(1, 50), b: int(1, 50) };
    const allows: SettingPredicate = ({ a, b }) => Number(a) + Number(b) <= 5;
    const auto = samplers.auto.create({});
    expect(auto.explain?.(finite, { trials: 12, allows })).toMatch(/^`grid`: the space has 10 settings/);
    expect(auto.explain?.(finite, { trials: 12, allows, replicates: 2 })).toMatch(/^`gp`/);
  });
});

describe('a predicate over `hp`', () => {
  const space = { kind: choice(['a', 'b']), x: int(1, 3, { when: { kind: 'b' } }) };

  it('gets every hyperparameter, an inactive one as undefined', () => {
    const seen: unknown[] = [];
    const allows = settingPredicate(space, (hp) => {
      seen.push({ keys: Object.keys(hp), ...hp });
      return hp.x === undefined || hp.x === 2;
    });
    const allowed = [...enumerateSpace(space)].filter(allows);
    expect(allowed).toEqual([{ kind: 'a' }, { kind: 'b', x: 2 }]);
    expect(seen[0]).toEqual({ keys: ['kind', 'x'], kind: 'a', x: undefined });
  });

  it.each<[string, () => unknown, string]>([
    ['undefined', () => undefined, 'must return true or false, got nothing for { kind: "b", x: 2 }'],
    ['a number', () => 1, 'must return true or false, got 1 for { kind: "b", x: 2 }'],
    ['a promise', () => Promise.resolve(true), 'must return true or false, got a promise for { kind: "b", x: 2 }'],
  ])('must return a boolean, not %s', (_, where, message) => {
    expect(() => settingPredicate(space, where)({ kind: 'b', x: 2 })).toThrow(message);
  });

  it('that throws is named with the setting, and its error kept', () => {
    const mistake = new TypeError("Cannot read properties of undefined (reading 'toFixed')");
    const allows = settingPredicate(space, () => {
      throw mistake;
    });
    expect(() => allows({ kind: 'a' })).toThrow(
      '`where`: failed for { kind: "a" }: Cannot read properties of undefined (reading \'toFixed\'); it must return true or false for every setting, and an inactive hyperparameter is undefined',
    );
    expect(() => allows({ kind: 'a' })).toThrow(expect.objectContaining({ cause: mistake }));
  });
});
