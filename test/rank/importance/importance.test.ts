import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../pipeline/errors.js';
import { randomStream } from '../../../pipeline/random/random-stream.js';
import { type ImportanceOptions, importance } from '../../../pipeline/rank/importance/importance.js';
import { interactions } from '../../../pipeline/rank/importance/interactions.js';
import { importanceMethods } from '../../../pipeline/rank/importance/registry.js';
import { drawParameters } from '../../../pipeline/search/samplers/random.js';
import { choice, float, int } from '../../../pipeline/study/space.js';
import { importanceContract } from '../../contracts/importance.contract.js';

for (const [name, definition] of Object.entries(importanceMethods)) {
  importanceContract(name, () => definition.create({}));
}

const space = { x: float(0, 1), y: float(0, 1), kind: choice(['a', 'b']) };
const random = randomStream(4, 'sample');
const settings = Array.from({ length: 80 }, () => drawParameters(space, random));
const trials = settings.map((params) => ({
  params,
  values: [Number(params.x) + (params.kind === 'a' ? 0.2 : 0), 5 * Number(params.y)],
}));

describe('importance', () => {
  it('has parts that sum to 1, the largest first, for each objective', () => {
    for (const method of ['fanova', 'ped-anova'] as const) {
      const found = importance(space, trials, { method });
      expect(found.map(({ objective, method: name, n }) => [objective, name, n])).toEqual([
        [0, method, 80],
        [1, method, 80],
        ['pareto_rank', method, 80],
      ]);
      for (const { hyperparameters } of found) {
        const parts = hyperparameters.map((one) => one.importance);
        expect(parts.reduce((sum, part) => sum + part)).toBeCloseTo(1, 12);
        expect([...parts].sort((a, b) => b - a)).toEqual(parts);
      }
      expect(found[0]?.hyperparameters[0]?.hyperparameter).toBe('x');
      expect(found[1]?.hyperparameters[0]?.hyperparameter).toBe('y');
    }
  });

  it('of all objectives together is that of the fronts', () => {
    // Front k holds the two trials with i = k: both objectives grow with i, and within a front they trade off.
    const ladder = Array.from({ length: 16 }, (_, i) =>
      (['a', 'b'] as const).map((kind) => ({
        params: { x: i / 15, y: 0.5, kind },
        values: kind === 'a' ? [i, i + 0.5] : [i + 0.5, i],
      })),
    ).flat();
    const overall = importance(space, ladder).at(-1);
    expect(overall?.objective).toBe('pareto_rank');
    expect(overall?.hyperparameters[0]).toMatchObject({ hyperparameter: 'x', importance: 1 });
    const upward = importance(
      space,
      ladder.map(({ params, values }) => ({ params, values: values.map((value) => -value) })),
      { directions: ['maximize', 'maximize'] },
    );
    expect(upward.at(-1)).toEqual(overall);
  });

  it('does not change when losses are scaled and shifted', () => {
    const single = trials.map(({ params, values: [value = 0] }) => ({ params, values: [value] }));
    const shifted = single.map(({ params, values: [value = 0] }) => ({ params, values: [1e150 * (value + 3)] }));
    const [before, after] = [importance(space, single)[0], importance(space, shifted)[0]];
    before?.hyperparameters.forEach((one, i) => {
      expect(after?.hyperparameters[i]?.hyperparameter).toBe(one.hyperparameter);
      expect(after?.hyperparameters[i]?.importance).toBeCloseTo(one.importance, 9);
    });
  });

  it('leaves out what has no finite value or is not of the space', () => {
    const broken = [
      ...trials,
      { params: settings[0] ?? {}, values: [Number.NaN, 1] },
      { params: settings[1] ?? {}, values: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] },
      { params: settings[2] ?? {}, values: [] },
      { params: settings[3] ?? {} },
      { params: { x: 7, y: 0, kind: 'a' }, values: [1, 1] },
      { params: { x: 0.5 }, values: [1, 1] },
    ];
    const found = importance(space, broken);
    expect(found.map(({ n }) => n)).toEqual([80, 81, 80]);
    expect(found[0]).toEqual(importance(space, trials)[0]);
    expect(found[2]).toEqual(importance(space, trials)[2]);
  });

  it('takes inactive hyperparameters that are written as undefined, and steps that another tuner rounded', () => {
    const stepped = { rate: float(0, 1, { step: 0.1 }), extra: int(1, 3, { when: { rate: 0 } }) };
    const rounded = Array.from({ length: 11 }, (_, i) => ({
      params: { rate: i * 0.1, extra: i === 0 ? 2 : undefined },
      values: [i],
    }));
    expect(importance(stepped, rounded)[0]).toMatchObject({
      n: 11,
      hyperparameters: [{ importance: 1 }, { importance: 0 }],
    });
  });

  it('says why there is none', () => {
    const few = importance(space, trials.slice(0, 3), { directions: ['minimize', 'minimize'] });
    expect(few.map(({ objective }) => objective)).toEqual([0, 1, 'pareto_rank']);
    for (const { hyperparameters, problem } of few) {
      expect(hyperparameters).toEqual([]);
      expect(problem).toBe('importance needs at least 4 complete trials of this space with finite values, got 3');
    }
    expect(importance(space, [])[0]).toMatchObject({ n: 0, hyperparameters: [] });
    const equal = trials.map(({ params }) => ({ params, values: [2] }));
    expect(importance(space, equal)[0]?.problem).toMatch(/all 80 trials have the same value/);
    expect(interactions(space, equal)[0]?.problem).toMatch(/same value/);
  });

  it('is 0 everywhere where equal settings have different losses, and nothing else varies', () => {
    const same = Array.from({ length: 8 }, (_, i) => ({ params: { x: 0.5, y: 0.5, kind: 'a' }, values: [i % 3] }));
    for (const method of ['fanova', 'ped-anova'] as const) {
      const [found] = importance(space, same, { method });
      expect(found?.hyperparameters.map((one) => one.importance)).toEqual([0, 0, 0]);
      expect(found?.problem).toBeUndefined();
    }
  });

  it.each<[string, unknown, RegExp]>([
    ['a name', 'anova', /unknown importance method "anova"; did you mean `fanova`/],
    ['an option', { name: 'fanova', tree: 3 }, /unknown option `tree`; did you mean `trees`/],
    ['a value', { name: 'ped-anova', quantile: 1.5 }, /`quantile`: must be < 1, got 1.5/],
  ])('refuses %s that is not known', (_, method, message) => {
    const call = () => importance(space, trials, { method: method as ImportanceOptions['method'] });
    expect(call).toThrow(UsageError);
    expect(call).toThrow(message);
  });
});

describe('interactions', () => {
  it('are those of pairs, the strongest first, by objective', () => {
    const product = settings.map((params) => ({
      params,
      values: [(Number(params.x) - 0.5) * (Number(params.y) - 0.5)],
    }));
    const [found] = interactions(space, product, { trees: 16 });
    expect(found).toMatchObject({ objective: 0, n: 80 });
    expect(found?.pairs.map(({ hyperparameters }) => hyperparameters.join()).sort()).toEqual([
      'x,kind',
      'x,y',
      'y,kind',
    ]);
    expect(found?.pairs[0]?.hyperparameters).toEqual(['x', 'y']);
    expect(found?.pairs[0]?.effect).toBeGreaterThan(0.5);
  });

  it('refuse options that make no forest', () => {
    expect(() => interactions(space, trials, { trees: 0 })).toThrow('`trees`: must be at least 1, got 0');
  });
});
