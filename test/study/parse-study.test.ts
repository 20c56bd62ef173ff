import { describe, expect, it } from 'vitest';
import { StudyFileError } from '../../pipeline/errors.js';
import { grid } from '../../pipeline/search/samplers/grid.js';
import { random } from '../../pipeline/search/samplers/random.js';
import { atMost, maximize, minimize } from '../../pipeline/study/objective.js';
import { parseStudy } from '../../pipeline/study/parse-study.js';
import { choice, float, int, ordinal } from '../../pipeline/study/space.js';
import { validStudy } from './study-fixture.js';

const messageOf = (value: unknown): string => {
  try {
    parseStudy(value);
  } catch (error) {
    expect(error).toBeInstanceOf(StudyFileError);
    return error instanceof Error ? error.message : '';
  }
  throw new Error('the study was accepted');
};

const withSpace = (space: unknown) => ({ ...validStudy, space });

describe('a correct study', () => {
  it('gets every default', () => {
    const study = parseStudy(validStudy);
    expect(study).toMatchObject({
      name: 'digits',
      constraints: [],
      trials: 20,
      workers: undefined,
      seed: 0,
      export: { normalisation: 'included', output: 'logits' },
      sampler: { name: 'random', options: {} },
    });
    expect(study.space).toEqual(validStudy.space);
    expect(study.model).toBe(validStudy.model);
    expect(study.dataset).toBe(validStudy.dataset);
  });

  it('keeps what it says', () => {
    const study = parseStudy({
      ...validStudy,
      trials: 3,
      workers: 2,
      seed: 7,
      constraints: [atMost('model.bytes', 1e6)],
      export: { output: 'probabilities' },
    });
    expect(study).toMatchObject({ trials: 3, workers: 2, seed: 7, export: { output: 'probabilities' } });
    expect(study.constraints).toEqual([{ metric: 'model.bytes', bound: 'atMost', value: 1e6 }]);
  });

  it('names its sampler by a text or a factory', () => {
    const small = { ...validStudy, space: { rate: float(0, 1), units: int(1, 4) } };
    expect(parseStudy({ ...small, sampler: 'grid' }).sampler.options).toEqual({ points: 5 });
    expect(parseStudy({ ...small, sampler: random() }).sampler.name).toBe('random');
    const study = parseStudy({ ...small, sampler: grid({ points: 3 }) });
    expect(study.sampler.options).toEqual({ points: 3 });
    expect(study.trials).toBe(3 * 4);
  });

  it('may be written by hand in plain JavaScript, without the helper functions', () => {
    const study = parseStudy(withSpace({ units: { kind: 'int', low: 1, high: 3 } }));
    expect(study.space.units).toEqual({ kind: 'int', low: 1, high: 3, scale: 'linear', step: 1 });
  });

  it('may have a fixed hyperparameter, or none at all', () => {
    expect(parseStudy(withSpace({ units: int(3, 3), rate: float(0.1, 0.1) })).space).toHaveProperty('units');
    expect(parseStudy(withSpace({})).space).toEqual({});
  });
});

describe('what is not a study', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    ['mnist', '"mnist"'],
    [42, '42'],
    [[validStudy], '[an object with'],
    [() => validStudy, 'a function'],
  ])('%s', (value, shown) => {
    expect(messageOf(value)).toMatch(/^not a study: expected defineStudy\(\{ \.\.\. \}\), got /);
    expect(messageOf(value)).toContain(shown);
  });

  it('lists every missing part of an empty object', () => {
    const message = messageOf({});
    for (const part of ['name', 'dataset', 'space', 'model', 'training', 'objectives']) {
      expect(message).toContain(`\`${part}\`: must`);
    }
  });
});

describe('the space', () => {
  it.each<[string, unknown, string]>([
    [
      'log scale from zero',
      { rate: float(0, 1, { scale: 'log' }) },
      '`space.rate`: low must be > 0 on a log scale, got 0',
    ],
    ['reversed bounds', { rate: float(1, 0.1) }, '`space.rate`: low must not be above high, got low 1 and high 0.1'],
    ['infinite bound', { rate: float(0, Infinity) }, '`space.rate.high`: must be a finite number, got Infinity'],
    ['NaN bound', { rate: float(Number.NaN, 1) }, '`space.rate.low`: must be a finite number, got NaN'],
    [
      'log with step',
      { rate: float(0.1, 1, { scale: 'log', step: 0.1 }) },
      '`space.rate`: step cannot be combined with a log scale, got step 0.1; leave one of them out',
    ],
    [
      'int log with step',
      { units: int(1, 100, { scale: 'log', step: 2 }) },
      '`space.units`: step cannot be combined with a log scale, got step 2; leave one of them out',
    ],
    [
      'fractional int',
      { units: int(1.5, 3) },
      '`space.units`: low must be an integer, got 1.5; use float(...) for a real number',
    ],
    ['zero step', { rate: float(0, 1, { step: 0 }) }, '`space.rate`: step must be > 0, got 0'],
    ['negative step', { units: int(0, 9, { step: -2 }) }, '`space.units`: step must be > 0, got -2'],
    [
      'step beyond the range',
      { rate: float(0, 1, { step: 2 }) },
      '`space.rate`: step must not be larger than the range of 1, got 2',
    ],
    [
      'empty choice',
      { act: choice([]) },
      '`space.act.choices`: must not be empty: list the values to choose from, got []',
    ],
    ['repeated choice', { act: choice(['a', 'b', 'a']) }, '`space.act`: choices must differ, got "a" more than once'],
    ['repeated ordinal', { batch: ordinal([16, 32, 16]) }, '`space.batch`: choices must differ, got 16 more than once'],
    [
      'a step on an ordinal',
      { batch: { ...ordinal([16, 32]), step: 2 } },
      '`space.batch`: unknown option `step`; choose one of `kind`, `choices`, `when`',
    ],
    [
      'condition on a value that an ordinal does not have',
      { batch: ordinal([16, 32]), rate: float(0, 1, { when: { batch: 24 } }) },
      '`space.rate.when.batch`: `batch` cannot be 24; its values are 16, 32',
    ],
    [
      'a choice that is an object',
      { act: { kind: 'choice', choices: [{}] } },
      '`space.act.choices[0]`: must be a finite number, a text or true/false, got {}',
    ],
    [
      'a bare number',
      { rate: 0.1 },
      '`space.rate`: must be float(low, high), int(low, high), choice([...]) or ordinal([...]), got 0.1',
    ],
    [
      'unknown kind',
      { rate: { kind: 'real' } },
      '`space.rate.kind`: must be float(low, high), int(low, high), choice([...]) or ordinal([...]), got "real"',
    ],
    [
      'mistyped option',
      { units: { kind: 'int', low: 1, high: 9, stpe: 2 } },
      '`space.units`: unknown option `stpe`; did you mean `step`?',
    ],
    [
      'text as scale',
      { rate: { ...float(1, 2), scale: 'ln' } },
      '`space.rate.scale`: must be "linear" or "log", got "ln"',
    ],
    [
      'condition on nothing known',
      { optimizer: choice(['sgd']), momentum: float(0, 1, { when: { optimiser: 'sgd' } }) },
      '`space.momentum.when.optimiser`: there is no hyperparameter `optimiser`; did you mean `optimizer`?',
    ],
    [
      'condition on an impossible value',
      { optimizer: choice(['sgd', 'adam']), momentum: float(0, 1, { when: { optimizer: ['sgd', 'adm'] } }) },
      '`space.momentum.when.optimizer`: `optimizer` cannot be "adm"; its values are "sgd", "adam"',
    ],
    [
      'condition on a value off the steps',
      { layers: int(2, 100, { step: 2 }), width: float(0, 1, { when: { layers: 3 } }) },
      '`space.width.when.layers`: `layers` cannot be 3; its values are 2 to 100 in steps of 2',
    ],
    [
      'condition on a continuous value',
      { rate: float(0, 1), width: float(0, 1, { when: { rate: 0.5 } }) },
      '`space.width.when.rate`: `rate` is continuous and practically never takes a given value; give it a step or make the condition depend on a choice',
    ],
    [
      'empty condition',
      { a: choice([1]), b: choice([1], { when: { a: [] } }) },
      '`space.b.when.a`: must list at least one value, got []',
    ],
    [
      'cyclic conditions',
      { a: choice([1], { when: { b: 1 } }), b: choice([1], { when: { c: 1 } }), c: choice([1], { when: { a: 1 } }) },
      '`space.a`: its condition depends on itself: `a` needs `b` needs `c` needs `a`',
    ],
    [
      'a condition on itself',
      { a: choice([1, 2], { when: { a: 1 } }) },
      '`space.a`: its condition depends on itself: `a` needs `a`',
    ],
    [
      'name that no CSV column should have',
      { 'learning rate': float(0, 1) },
      '`space.learning rate`: is not a name for a hyperparameter: use letters, digits, `_`, `-` and `.`, a letter first',
    ],
    [
      'name of a method that every object inherits',
      { toString: float(0, 1) },
      '`space.toString`: is not a name for a hyperparameter: use letters, digits, `_`, `-` and `.`, a letter first',
    ],
  ])('%s', (_title, space, expected) => {
    expect(messageOf(withSpace(space))).toBe(expected);
  });

  it('must be an object', () => {
    expect(messageOf(withSpace([]))).toMatch(/^`space`: must be an object of hyperparameters, .* got \[\]$/);
  });
});

describe('the other options', () => {
  it.each<[string, object, string]>([
    ['zero trials', { trials: 0 }, '`trials`: must be at least 1 trial, got 0'],
    ['half a trial', { trials: 2.5 }, '`trials`: must be a whole number, got 2.5'],
    ['trials as a text', { trials: '3' }, '`trials`: must be a whole number, got "3"'],
    ['zero workers', { workers: 0 }, '`workers`: must be at least 1 worker, got 0'],
    ['negative seed', { seed: -1 }, '`seed`: must not be negative, got -1'],
    ['mistyped option', { trails: 3 }, 'unknown option `trails`; did you mean `trials`?'],
    [
      'mistyped export option',
      { export: { outputs: 'logits' } },
      '`export`: unknown option `outputs`; did you mean `output`?',
    ],
    [
      'wrong export value',
      { export: { output: 'softmax' } },
      '`export.output`: must be "logits" or "probabilities", got "softmax"',
    ],
    ['empty name', { name: '' }, ', got ""'],
    ['name that leaves the folder', { name: '../other' }, '(it names the reports folder), got "../other"'],
    ['hidden name', { name: '.git' }, ', got ".git"'],
    [
      'data set as a text',
      { dataset: 'mnist' },
      '`dataset`: must be a data set, such as mnist() or csv({ ... }), got "mnist"',
    ],
    ['model that is no function', { model: {} }, '`model`: must be a function (hp, task) => LayersModel, got {}'],
    [
      'no objectives',
      { objectives: [] },
      '`objectives`: must not be empty: say what to optimise with minimize("...") or maximize("...")',
    ],
    [
      'objectives not in a list',
      { objectives: minimize('validation.loss') },
      '`objectives`: must be a list of minimize("...") or maximize("...")',
    ],
    [
      'objective as a text',
      { objectives: ['validation.loss'] },
      '`objectives[0]`: must be minimize("...") or maximize("..."), got "validation.loss"',
    ],
    [
      'repeated objective',
      { objectives: [minimize('validation.loss'), maximize('validation.loss')] },
      '`objectives`: `validation.loss` is listed more than once',
    ],
    [
      'objective on the test set',
      { objectives: [maximize('test.accuracy')] },
      '`objectives[0].metric`: `test.accuracy` must not steer the study',
    ],
    [
      'constraint on the test set',
      { constraints: [atMost('test.loss', 1)] },
      'use `validation.loss` (the test result is in the report anyway)',
    ],
    [
      'unknown direction',
      { objectives: [{ metric: 'validation.loss', direction: 'min' }] },
      '`objectives[0].direction`: must be "minimize" or "maximize", got "min"',
    ],
    [
      'constraint without a number',
      { constraints: [{ metric: 'model.bytes', bound: 'atMost', value: Number.NaN }] },
      '`constraints[0].value`: must be a finite number, got NaN',
    ],
    ['unknown sampler', { sampler: 'gird' }, '`sampler`: unknown sampler "gird"; did you mean `grid`?'],
    [
      'far from any sampler',
      { sampler: 'bayesian' },
      '`sampler`: unknown sampler "bayesian"; choose one of `random`, `grid`',
    ],
    ['sampler without a name', { sampler: { points: 3 } }, '`sampler`: unknown sampler an object with `points`'],
    ['sampler as a number', { sampler: 3 }, '`sampler`: unknown sampler 3; choose one of `random`, `grid`'],
    ['sampler option out of range', { sampler: { name: 'grid', points: 1 } }, '`sampler.points`: must be at least 2'],
    [
      'sampler option with a wrong part',
      { sampler: { name: 'manual', queue: [{ rate: 0.1 }, 7] } },
      '`sampler.queue[1]`: must be an object of hyperparameters and their values, got 7',
    ],
    [
      'unknown sampler option',
      { sampler: { name: 'grid', point: 3 } },
      '`sampler`: unknown option `point`; did you mean `points`?',
    ],
  ])('%s', (_title, change, expected) => {
    expect(messageOf({ ...validStudy, ...change })).toContain(expected);
  });

  it('answers an unknown metric with the nearest and the whole list', () => {
    const message = messageOf({ ...validStudy, objectives: [{ metric: 'validation.acuracy', direction: 'maximize' }] });
    expect(message).toContain(
      'unknown metric "validation.acuracy"; did you mean `validation.accuracy`? The metrics are',
    );
    expect(message).toContain('`latency.p90`');
    expect(message).not.toContain('`test.accuracy`');
  });

  it('refuses a grid of absurd size and says the size', () => {
    const space = { a: int(1, 1000), b: int(1, 1000), c: int(1, 1000), d: float(0, 1) };
    expect(messageOf({ ...validStudy, space, sampler: grid({ points: 3 }) })).toMatch(
      /^`sampler`: a grid of 3,000,000,000 settings is more than the 100,000 allowed/,
    );
  });

  it('reports every mistake, one a line', () => {
    const message = messageOf({
      ...validStudy,
      trials: 0,
      space: { rate: float(0, 1, { scale: 'log' }), act: choice([]) },
    });
    expect(message.split('\n')).toHaveLength(3);
  });
});
