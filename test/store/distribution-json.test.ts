import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  externalValue,
  internalValue,
  parameterOf,
  parseDistribution,
  renderDistribution,
} from '../../pipeline/store/distribution-json.js';
import { containsValue, countValues } from '../../pipeline/study/parameter-values.js';
import { choice, float, int, ordinal, type Parameter } from '../../pipeline/study/space.js';

const attributesOf = (parameter: Parameter) => JSON.parse(renderDistribution(parameter));

describe('distributions', () => {
  it.each<[string, Parameter, unknown]>([
    ['FloatDistribution', float(-1, 1), { step: null, low: -1, high: 1, log: false }],
    ['FloatDistribution', float(1e-5, 0.1, { scale: 'log' }), { step: null, low: 1e-5, high: 0.1, log: true }],
    ['FloatDistribution', float(0, 0.55, { step: 0.1 }), { step: 0.1, low: 0, high: 0.5, log: false }],
    ['IntDistribution', int(16, 130, { step: 16 }), { step: 16, low: 16, high: 128, log: false }],
    ['IntDistribution', int(1, 64, { scale: 'log' }), { step: 1, low: 1, high: 64, log: true }],
    ['IntDistribution', { ...int(1, 64, { step: 7 }), low: 8, high: 8 }, { step: 7, low: 8, high: 8, log: false }],
    ['CategoricalDistribution', choice(['a', true, 1, 2.5, 'é']), { choices: ['a', true, 1, 2.5, 'é'] }],
    ['CategoricalDistribution', ordinal([1, 2, 4]), { choices: [1, 2, 4] }],
  ])('%s of %j', (name, parameter, attributes) => {
    expect(attributesOf(parameter)).toEqual({ name, attributes });
  });

  /** As Optuna 5 and earlier versions write them. */
  it.each<[string, Parameter]>([
    [
      '{"name": "FloatDistribution", "attributes": {"step": null, "low": 1e-05, "high": 0.1, "log": true}}',
      float(1e-5, 0.1, { scale: 'log' }),
    ],
    [
      '{"name": "FloatDistribution", "attributes": {"step": 0.1, "low": 0.0, "high": 0.5, "log": false}}',
      float(0, 0.5, { step: 0.1 }),
    ],
    [
      '{"name": "IntDistribution", "attributes": {"log": false, "step": 16, "low": 16, "high": 128}}',
      int(16, 128, { step: 16 }),
    ],
    ['{"name": "UniformDistribution", "attributes": {"low": -1.0, "high": 1.0}}', float(-1, 1)],
    ['{"name": "LogUniformDistribution", "attributes": {"low": 0.1, "high": 1.0}}', float(0.1, 1, { scale: 'log' })],
    [
      '{"name": "DiscreteUniformDistribution", "attributes": {"low": 0.0, "high": 1.0, "q": 0.25}}',
      float(0, 1, { step: 0.25 }),
    ],
    ['{"name": "IntUniformDistribution", "attributes": {"low": 1, "high": 9, "step": 2}}', int(1, 9, { step: 2 })],
    [
      '{"name": "IntLogUniformDistribution", "attributes": {"low": 1, "high": 9, "step": 1}}',
      int(1, 9, { scale: 'log' }),
    ],
    ['{"type": "float", "low": 0, "high": 1}', float(0, 1)],
    ['{"type": "int", "low": 0, "high": 8, "step": 2}', int(0, 8, { step: 2 })],
    ['{"type": "categorical", "choices": ["a", "b"]}', choice(['a', 'b'])],
  ])('%s is read', (text, parameter) => {
    expect(parseDistribution(text)).toEqual(parameter);
  });

  it('keep choices that no space has', () => {
    const text = '{"name": "CategoricalDistribution", "attributes": {"choices": ["a", null, [1, 2], NaN]}}';
    const distribution = parseDistribution(text);
    expect(distribution).toEqual({ kind: 'choice', choices: ['a', null, [1, 2], Number.NaN] });
    expect(externalValue(distribution, 1)).toBeNull();
    expect(externalValue(distribution, 4)).toBeUndefined();
    expect(parameterOf(distribution)).toBeUndefined();
  });

  it.each(['', '{}', '{"name": "NormalDistribution", "attributes": {}}', '{"name": "FloatDistribution"}', '7'])(
    '%j is refused',
    (text) => {
      expect(() => parseDistribution(text)).toThrow(SyntaxError);
    },
  );

  it('bring every value back', () => {
    const bounds = fc.tuple(fc.integer({ min: -500, max: 500 }), fc.nat(500));
    const parameter = fc.oneof(
      bounds.map(([low, range]) => float(low / 8, (low + range) / 8)),
      fc
        .tuple(bounds, fc.integer({ min: 1, max: 60 }))
        .map(([[low, range], step]) => float(low / 10, (low + range) / 10, { step: step / 10 })),
      fc.tuple(bounds, fc.integer({ min: 1, max: 60 })).map(([[low, range], step]) => int(low, low + range, { step })),
      fc.uniqueArray(fc.oneof(fc.integer(), fc.string(), fc.boolean()), { minLength: 1 }).map((list) => choice(list)),
    );
    fc.assert(
      fc.property(parameter, fc.double({ min: 0, max: 1, noNaN: true }), (one, at) => {
        const distribution = parseDistribution(renderDistribution(one));
        const read = parameterOf(distribution);
        if (!read) throw new Error('it is of numbers, texts and booleans');
        expect(countValues(read)).toBe(countValues(one));
        const value = 'choices' in one ? one.choices[Math.floor(at * (one.choices.length - 1))] : one.low;
        if (value === undefined) throw new Error('there is at least one choice');
        expect(containsValue(read, value)).toBe(true);
        expect(externalValue(distribution, internalValue(one, value))).toBe(value);
      }),
    );
  });
});
