import { describe, expect, it } from 'vitest';
import { UsageError } from '../../pipeline/errors.js';
import { spaceSize } from '../../pipeline/study/enumerate-space.js';
import { overrideStudy } from '../../pipeline/study/override-study.js';
import { listValues } from '../../pipeline/study/parameter-values.js';
import { parseStudy } from '../../pipeline/study/parse-study.js';
import { choice, int, ordinal } from '../../pipeline/study/space.js';
import { validStudy } from './study-fixture.js';

const study = parseStudy(validStudy);

const valuesOf = (set: Record<string, string | number | boolean>, name: string) => {
  const parameter = overrideStudy(study, { set }).space[name];
  return parameter && listValues(parameter);
};

describe('overriding a study', () => {
  it('replaces numbers and leaves the rest', () => {
    const changed = overrideStudy(study, { trials: 3, workers: 1, seed: 9 });
    expect(changed).toMatchObject({ trials: 3, workers: 1, seed: 9, name: 'digits' });
    expect(changed.space).toEqual(study.space);
    expect(study.trials).toBe(20);
  });

  it('fixes hyperparameters, texts being read as the parameter means them', () => {
    expect(valuesOf({ learningRate: '3e-3' }, 'learningRate')).toEqual([0.003]);
    expect(valuesOf({ units: '24' }, 'units')).toEqual([24]);
    expect(valuesOf({ bias: 'false' }, 'bias')).toEqual([false]);
    expect(valuesOf({ optimizer: 'adam' }, 'optimizer')).toEqual(['adam']);
    expect(valuesOf({ momentum: 0.7 }, 'momentum')).toEqual([0.7]);
  });

  it('keeps the kind, the scale and the condition of what it fixes', () => {
    const { space } = overrideStudy(study, { set: { learningRate: 0.01, momentum: '0.6' } });
    expect(space.learningRate).toEqual({ kind: 'float', low: 0.01, high: 0.01, scale: 'log' });
    expect(space.momentum).toMatchObject({ kind: 'float', when: { optimizer: 'momentum' } });
  });

  it('tells 1 from "1" where both are choices', () => {
    const mixed = parseStudy({ ...validStudy, space: { a: choice([1, '1']) } });
    expect(overrideStudy(mixed, { set: { a: 1 } }).space.a).toMatchObject({ choices: [1] });
  });

  it('fixes an ordinal to one of its values, and refuses others', () => {
    const sized = parseStudy({ ...validStudy, space: { batch: ordinal([16, 64, 'all']) } });
    expect(overrideStudy(sized, { set: { batch: '64' } }).space.batch).toEqual({ kind: 'ordinal', choices: [64] });
    expect(overrideStudy(sized, { set: { batch: 'all' } }).space.batch).toEqual({ kind: 'ordinal', choices: ['all'] });
    expect(() => overrideStudy(sized, { set: { batch: '32' } })).toThrow(
      '`--set batch`: "32" is outside of the space; its values are 16, 64, "all"',
    );
  });

  it('runs the smaller grid that is left', () => {
    const whole = parseStudy({ ...validStudy, space: { a: int(1, 10), b: choice(['x', 'y']) }, sampler: 'grid' });
    expect(whole.trials).toBe(20);
    expect(overrideStudy(whole, { set: { b: 'y' } }).trials).toBe(10);
    expect(overrideStudy(whole, { set: { b: 'y' }, trials: 4 }).trials).toBe(4);
  });

  it('leaves a conditional parameter out for good when its condition is fixed away', () => {
    const { space } = overrideStudy(
      parseStudy({ ...validStudy, space: { o: choice(['a', 'b']), c: int(1, 5, { when: { o: 'b' } }) } }),
      { set: { o: 'a' } },
    );
    expect(spaceSize(space)).toBe(1);
  });

  it.each<[Record<string, string | number>, string]>([
    [
      { learning_rate: '1' },
      '`--set learning_rate`: unknown hyperparameter; did you mean `learningRate`? The hyperparameters are `learningRate`, `optimizer`',
    ],
    [{ colour: '1' }, '`--set colour`: unknown hyperparameter; the hyperparameters are `learningRate`'],
    [{ learningRate: '1' }, '`--set learningRate`: "1" is outside of the space; it ranges from 0.0001 to 0.1'],
    [{ learningRate: 'fast' }, '"fast" is outside of the space'],
    [{ learningRate: '' }, '"" is outside of the space'],
    [{ units: '12' }, '`--set units`: "12" is outside of the space; its values are 8, 16, 24, 32, 40, 48, 56, 64'],
    [
      { optimizer: 'lion' },
      '`--set optimizer`: "lion" is outside of the space; its values are "sgd", "momentum", "adam"',
    ],
    [{ bias: '1' }, 'its values are true, false'],
    [{ toString: '1' }, 'unknown hyperparameter'],
  ])('refuses %j', (set, message) => {
    expect(() => overrideStudy(study, { set })).toThrow(UsageError);
    expect(() => overrideStudy(study, { set })).toThrow(message);
  });

  it.each([[{ trials: 0 }], [{ workers: 0 }], [{ seed: -1 }], [{ trials: 1.5 }]])('refuses %j', (overrides) => {
    expect(() => overrideStudy(study, overrides)).toThrow(/must be a whole number of at least/);
  });
});
