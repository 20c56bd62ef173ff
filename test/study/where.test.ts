import { describe, expect, it } from 'vitest';
import { StudyFileError, UsageError } from '../../pipeline/errors.js';
import { overrideStudy } from '../../pipeline/study/override-study.js';
import { parseStudy } from '../../pipeline/study/parse-study.js';
import { choice, float, type Hyperparameters, int, ordinal, type Space } from '../../pipeline/study/space.js';
import { validStudy } from './study-fixture.js';

const space = {
  rate: float(1e-3, 1, { scale: 'log' }),
  batch: ordinal([8, 16, 32, 64]),
  optimizer: choice(['sgd', 'adam']),
  momentum: float(0, 1, { when: { optimizer: 'sgd' } }),
};

const withWhere = (where: unknown, changes = {}) => ({ ...validStudy, space, where, ...changes });

/** Of 8 settings (a, b) the six with a * b <= 4. */
const small = { a: int(1, 4), b: ordinal([1, 2]) };
const product = (hp: Hyperparameters<Space>) => Number(hp.a) * Number(hp.b) <= 4;
const gridStudy = { ...validStudy, space: small, where: product, sampler: 'grid' };

describe('`where`', () => {
  it('becomes the predicate of the study, asked about the parameters of a trial', () => {
    const { allows } = parseStudy(withWhere((hp: Hyperparameters<typeof space>) => hp.momentum === undefined));
    expect(allows?.({ rate: 0.1, batch: 8, optimizer: 'adam' })).toBe(true);
    expect(allows?.({ rate: 0.1, batch: 8, optimizer: 'sgd', momentum: 0.5 })).toBe(false);
    expect(parseStudy(withWhere(undefined)).allows).toBeUndefined();
  });

  it('makes the grid of a study without `trials` as large as what it leaves', () => {
    expect(parseStudy(gridStudy).trials).toBe(6);
    expect(parseStudy({ ...gridStudy, replicates: 3 }).trials).toBe(18);
    expect(overrideStudy(parseStudy(gridStudy), { set: { b: '2' } }).trials).toBe(2);
  });

  it('stays in force when hyperparameters are fixed', () => {
    const { allows } = overrideStudy(parseStudy(gridStudy), { set: { b: '2' } });
    expect([1, 2, 3].map((a) => allows?.({ a, b: 2 }))).toEqual([true, true, false]);
  });

  it.each<[string, unknown, string]>([
    ['no function', true, '`where`: must be a function (hp) => true or false, got true'],
    [
      'what always fails',
      () => {
        throw new TypeError('no such thing');
      },
      '`where`: failed for { ',
    ],
    [
      'what fails for an inactive hyperparameter',
      (hp: Record<string, number>) => (hp.momentum as number).toFixed(1) !== '0.5',
      "Cannot read properties of undefined (reading 'toFixed'); it must return true or false for every setting, and an inactive hyperparameter is undefined",
    ],
    ['what gives no boolean', (hp: Record<string, unknown>) => hp.momentum, '`where`: must return true or false, got '],
    [
      'what holds for no setting',
      (hp: Record<string, number>) => Number(hp.rate) > 2,
      '`where`: does not hold for any of 10,000 settings drawn from the space; fit the ranges to it, so that it holds more often, or ask for less',
    ],
  ])('is refused before anything runs: %s', (_, where, message) => {
    expect(() => parseStudy(withWhere(where))).toThrow(StudyFileError);
    expect(() => parseStudy(withWhere(where))).toThrow(message);
  });

  it('is refused where it holds for no setting of a finite space, or none is left by what is fixed', () => {
    expect(() => parseStudy({ ...gridStudy, where: () => false, sampler: 'random' })).toThrow(
      '`where`: does not hold for any of the 8 settings of the space',
    );
    const fixed = () => overrideStudy(parseStudy({ ...gridStudy, sampler: 'tpe' }), { set: { a: 4, b: '2' } });
    expect(fixed).toThrow(UsageError);
    expect(fixed).toThrow('`where`: does not hold for the only setting of the space');
  });

  it('holds for what is enqueued', () => {
    expect(() =>
      parseStudy({
        ...gridStudy,
        enqueue: [
          { a: 1, b: 2 },
          { a: 3, b: 2 },
        ],
      }),
    ).toThrow('`enqueue[1]`: { a: 3, b: 2 } does not satisfy `where`');
  });
});
