import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { drawParameters } from '../../pipeline/search/samplers/random.js';
import { settingProblem } from '../../pipeline/study/setting-problem.js';
import { choice, float, int, ordinal } from '../../pipeline/study/space.js';
import { anySpace } from './any-space.js';

const space = {
  optimizer: choice(['sgd', 'adam']),
  momentum: float(0, 1, { when: { optimizer: 'sgd' } }),
  layers: int(1, 3),
  width: ordinal([8, 16, 32]),
};

describe('a setting that the user gives', () => {
  it.each<[string, Record<string, string | number | boolean>, string]>([
    ['value out of range', { layers: 4 }, '`layers`: 4 is outside of the space; its values are 1, 2, 3'],
    ['value of another type', { layers: '2' }, '`layers`: "2" is outside of the space; its values are 1, 2, 3'],
    ['continuous value', { momentum: 1.5 }, '`momentum`: 1.5 is outside of the space; it ranges from 0 to 1'],
    ['unlisted value', { width: 12 }, '`width`: 12 is outside of the space; its values are 8, 16, 32'],
    [
      'mistyped name',
      { layer: 2 },
      '`layer`: unknown hyperparameter; did you mean `layers`? The hyperparameters are `optimizer`, `momentum`, `layers`, `width`',
    ],
    [
      'inactive hyperparameter',
      { optimizer: 'adam', momentum: 0.5 },
      '`momentum`: is inactive where `optimizer` is "adam"; leave one of them out',
    ],
  ])('%s', (_title, given, expected) => {
    expect(settingProblem(space, given)).toBe(expected);
  });

  it('may leave out what decides whether a value is active', () => {
    expect(settingProblem(space, { momentum: 0.5 })).toBeUndefined();
    expect(settingProblem(space, {})).toBeUndefined();
  });

  it('must satisfy the predicate if it is whole', () => {
    const allows = ({ layers = 0, width = 0 }) => Number(layers) * Number(width) <= 32;
    const whole = { optimizer: 'adam', layers: 3, width: 16 };
    expect(settingProblem(space, whole, allows)).toBe(
      '{ optimizer: "adam", layers: 3, width: 16 } does not satisfy `where`',
    );
    expect(settingProblem(space, { ...whole, layers: 2 }, allows)).toBeUndefined();
    // The optimizer is missing: there is nothing to ask the predicate about.
    expect(settingProblem(space, { layers: 3, width: 16 }, allows)).toBeUndefined();
  });

  it('can be any setting of any space, and any part of one', () => {
    fc.assert(
      fc.property(anySpace({ continuous: true }), fc.nat(), fc.nat(), (any, seed, kept) => {
        const setting = drawParameters(any, randomStream(seed));
        expect(settingProblem(any, setting)).toBeUndefined();
        const part = Object.fromEntries(Object.entries(setting).filter((_, index) => (kept >> index) % 2 === 1));
        expect(settingProblem(any, part)).toBeUndefined();
      }),
    );
  });
});
