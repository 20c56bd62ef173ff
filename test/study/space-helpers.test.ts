import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containsParameters, parametersKey } from '../../pipeline/study/contains-parameters.js';
import { allowedSize, enumerateSpace, isFiniteSpace, spaceSize } from '../../pipeline/study/enumerate-space.js';
import { orderParameters } from '../../pipeline/study/order-parameters.js';
import { containsValue, countValues, listValues } from '../../pipeline/study/parameter-values.js';
import { parseStudy } from '../../pipeline/study/parse-study.js';
import { choice, float, int, ordinal } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';
import { anySpace } from './any-space.js';
import { validStudy } from './study-fixture.js';

describe('the values of a parameter', () => {
  it.each([
    [int(8, 64, { step: 8 }), [8, 16, 24, 32, 40, 48, 56, 64]],
    [int(8, 30, { step: 10 }), [8, 18, 28]],
    [int(1, 4, { scale: 'log' }), [1, 2, 3, 4]],
    // Floating-point sums would give 0.30000000000000004 and lose 0.7.
    [float(0.1, 0.7, { step: 0.1 }), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]],
    [float(0.25, 0.25), [0.25]],
    [choice(['a', 2, true]), ['a', 2, true]],
    [ordinal([64, 16, 'max']), [64, 16, 'max']],
  ])('%j', (parameter, values) => {
    expect(listValues(parameter)).toEqual(values);
    for (const value of values) expect(containsValue(parameter, value)).toBe(true);
  });

  it.each([
    [int(8, 64, { step: 8 }), [7, 9, 72, 8.5, '8', true, Number.NaN]],
    [float(0.1, 0.7, { step: 0.1 }), [0.15, 0, 0.8]],
    [float(0, 1), [-0.001, 1.001, Number.POSITIVE_INFINITY, '0.5']],
    [choice(['1', 2]), [1, '2', '']],
    [ordinal([16, 64]), [32, '16']],
  ])('%j takes no other', (parameter, values) => {
    for (const value of values) expect(containsValue(parameter, value)).toBe(false);
  });

  it('are uncountable for a continuous one', () => {
    expect(countValues(float(0, 1))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('spaces', () => {
  it('put what a condition needs before it, and otherwise keep the order', () => {
    const space = {
      beta: float(0, 1, { when: { optimizer: 'adam' } }),
      units: int(1, 4),
      optimizer: choice(['sgd', 'adam'], { when: { train: true } }),
      train: choice([true, false]),
    };
    expect(orderParameters(space).map(([name]) => name)).toEqual(['train', 'optimizer', 'beta', 'units']);
  });

  it('are enumerated with the last parameter changing fastest, inactive ones left out', () => {
    const space = {
      optimizer: choice(['sgd', 'adam']),
      beta: choice([0.8, 0.9], { when: { optimizer: 'adam' } }),
      units: int(1, 2),
    };
    expect([...enumerateSpace(space)]).toEqual([
      { optimizer: 'sgd', units: 1 },
      { optimizer: 'sgd', units: 2 },
      { optimizer: 'adam', beta: 0.8, units: 1 },
      { optimizer: 'adam', beta: 0.8, units: 2 },
      { optimizer: 'adam', beta: 0.9, units: 1 },
      { optimizer: 'adam', beta: 0.9, units: 2 },
    ]);
  });

  it('without hyperparameters have one setting', () => {
    expect([...enumerateSpace({})]).toEqual([{}]);
    expect(spaceSize({})).toBe(1);
  });

  it('of any shape: all settings differ, lie in the space, and are as many as counted', () => {
    fc.assert(
      fc.property(anySpace({ continuous: false }), (space) => {
        const settings = [...enumerateSpace(space)];
        expect(new Set(settings.map(parametersKey)).size).toBe(settings.length);
        expect(settings.every((parameters) => containsParameters(space, parameters))).toBe(true);
        expect(settings).toHaveLength(spaceSize(space));
      }),
      { numRuns: 60 },
    );
  });

  it('of any shape pass as part of a study', () => {
    fc.assert(
      fc.property(anySpace({ continuous: true }), (space) => {
        expect(parseStudy({ ...validStudy, space }).space).toEqual(space);
      }),
    );
  });

  it('are counted without being enumerated', () => {
    const space = {
      layers: int(1, 1_000_000),
      extra: int(1, 10, { when: { layers: [1, 2] } }),
      optimizer: choice(['sgd', 'adam']),
    };
    expect(spaceSize(space)).toBe((2 * 10 + 999_998) * 2);
  });

  it('are counted part by part: a hundred switches of their own cost no more than a hundred times one', () => {
    const space = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [
        [`on${i}`, choice([true, false])] as const,
        [`value${i}`, int(1, 2, { when: { [`on${i}`]: true } })] as const,
      ]).flat(),
    );
    // On with one of two values, or off: three settings each.
    expect(spaceSize(space) / 3 ** 100).toBeCloseTo(1, 12);
  });

  it('with a continuous parameter are infinite and cannot be enumerated', () => {
    const space = { rate: float(0, 1), units: int(1, 2) };
    expect(isFiniteSpace(space)).toBe(false);
    expect(spaceSize(space)).toBe(Number.POSITIVE_INFINITY);
    expect(() => enumerateSpace(space)).toThrow(RangeError);
  });

  it('are finitely many where the continuous parameter is never active', () => {
    // As after `--set optimizer=adam`.
    const space = { optimizer: choice(['adam']), momentum: float(0, 1, { when: { optimizer: 'sgd' } }) };
    expect(isFiniteSpace(space)).toBe(true);
    expect([...enumerateSpace(space)]).toEqual([{ optimizer: 'adam' }]);
  });

  it('of any shape nested to any depth: what is active is what conditions say, level by level', () => {
    fc.assert(
      fc.property(anySpace({ continuous: false, nested: true }), (space) => {
        for (const setting of enumerateSpace(space)) {
          for (const [name, { when = {} }] of Object.entries(space)) {
            const holds = Object.entries(when).every(([other, wanted]) =>
              [wanted].flat().includes(setting[other] ?? ''),
            );
            expect(Object.hasOwn(setting, name)).toBe(holds && Object.keys(when).every((other) => other in setting));
          }
        }
        expect([...enumerateSpace(space)]).toHaveLength(spaceSize(space));
      }),
      { numRuns: 60 },
    );
  });

  it('are counted as far as a predicate allows', () => {
    const space = { a: int(1, 20), b: int(1, 30) };
    const allows = ({ a, b }: Parameters) => Number(a) * Number(b) <= 12;
    // The sum over a of floor(12 / a).
    expect(allowedSize(space, allows)).toBe(12 + 6 + 4 + 3 + 2 + 2 + 1 + 1 + 1 + 1 + 1 + 1);
    expect(allowedSize(space, undefined)).toBe(600);
    expect(allowedSize({ a: int(1, 2000), b: int(1, 1000) }, allows)).toBe(2_000_000);
    expect(allowedSize({ ...space, rate: float(0, 1) }, allows)).toBe(Number.POSITIVE_INFINITY);
  });

  it('contain a setting only when every active parameter has a possible value and no other is there', () => {
    const space = { optimizer: choice(['sgd', 'adam']), beta: float(0, 1, { when: { optimizer: 'adam' } }) };
    expect(containsParameters(space, { optimizer: 'sgd' })).toBe(true);
    expect(containsParameters(space, { optimizer: 'adam', beta: 0.5 })).toBe(true);
    expect(containsParameters(space, { optimizer: 'adam' })).toBe(false);
    expect(containsParameters(space, { optimizer: 'sgd', beta: 0.5 })).toBe(false);
    expect(containsParameters(space, { optimizer: 'adam', beta: 1.5 })).toBe(false);
    expect(containsParameters(space, { optimizer: 'sgd', other: 1 })).toBe(false);
    expect(containsParameters(space, {})).toBe(false);
  });

  it('have one key per setting: order does not matter, 1 is not "1"', () => {
    expect(parametersKey({ a: 1, b: 'x' })).toBe(parametersKey({ b: 'x', a: 1 }));
    expect(parametersKey({ a: 1 })).not.toBe(parametersKey({ a: '1' }));
  });
});
