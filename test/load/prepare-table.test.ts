import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Column, LoadedData } from '../../pipeline/load/data.js';
import { prepareTable, type TableOptions } from '../../pipeline/load/prepare-table.js';
import type { CsvTable } from '../../pipeline/load/read-csv.js';

/** A table as `readCsv` gives it, from lines without quotes. */
function tableOf(lines: readonly string[]): CsvTable {
  const [header = [], ...rows] = lines.map((line) => line.split(','));
  return { file: 't.csv', header, rows, rowNumbers: rows.map((_, i) => i + 2) };
}

function prepare(lines: readonly string[], options: Partial<TableOptions> = {}): LoadedData {
  return prepareTable(tableOf(lines), 't', {
    target: 'y',
    types: {},
    ignore: [],
    missing: ['', '?', 'NA'],
    dropMissingTarget: false,
    seed: 0,
    shuffle: false,
    ...options,
  });
}

const columnsOf = (data: LoadedData): readonly Column[] =>
  data.inputTransform.kind === 'columns' ? data.inputTransform.columns : [];

/** Ten rows; with `shuffle: false` and default sizes rows 1-6 are the training rows. */
const ten = (cells: readonly string[], header = 'x,y') => [header, ...cells.map((cell, i) => `${cell},c${i % 2}`)];

describe('column types and statistics', () => {
  it('fits fill value, mean and deviation on the training rows alone', () => {
    // Training: 1 2 NaN 3 4 100 -> median 3, filled mean 113/6; the others are far away.
    const data = prepare(ten(['1', '2', '', '3', '4', '100', '1e6', '1e6', 'NA', '-1e6']));
    const mean = 113 / 6;
    const std = Math.sqrt([1, 2, 3, 3, 4, 100].reduce((sum, v) => sum + (v - mean) ** 2, 0) / 6);
    expect(columnsOf(data)).toEqual([
      { kind: 'numeric', name: 'x', fill: 3, mean: expect.closeTo(mean, 9), std: expect.closeTo(std, 9) },
    ]);
    expect([...data.train.x.data]).toEqual([1, 2, Number.NaN, 3, 4, 100]);
    expect([...data.test.x.data]).toEqual([Number.NaN, -1e6]);
  });

  it('takes the mean of the middle two for an even number of cells, and std 1 for a constant column', () => {
    const [even] = columnsOf(prepare(ten(['1', '2', '4', '9', '?', '?', '1', '1', '1', '1'])));
    expect(even).toMatchObject({ fill: 3 });
    const [constant] = columnsOf(prepare(ten(['7', '7', '7', '7', '?', '7', '1', '1', '1', '1'])));
    expect(constant).toEqual({ kind: 'numeric', name: 'x', fill: 7, mean: 7, std: 1 });
    const [empty] = columnsOf(prepare(ten(['', '', '', '', '', '', '1', '1', '1', '1'])));
    expect(empty).toEqual({ kind: 'numeric', name: 'x', fill: 0, mean: 0, std: 1 });
  });

  it('knows the categories of the training rows only; missing and unknown ones are -1', () => {
    const data = prepare(ten(['b', 'a', '?', 'c', 'b', 'a', 'a', 'z', '', 'c']));
    expect(columnsOf(data)).toEqual([{ kind: 'categorical', name: 'x', categories: ['a', 'b', 'c'] }]);
    expect([...data.train.x.data]).toEqual([1, 0, -1, 2, 1, 0]);
    expect([...data.validation.x.data]).toEqual([0, -1]);
    expect([...data.test.x.data]).toEqual([-1, 2]);
  });

  it('takes codes that are mostly text for categories, and anything declared so, numbers in order of size', () => {
    const mostlyText = prepare(ten(['A1', 'B2', '3', 'A1', 'B2', 'A1', '3', '3', '3', 'B2']));
    expect(columnsOf(mostlyText)).toMatchObject([{ kind: 'categorical', categories: ['3', 'A1', 'B2'] }]);
    const declared = prepare(ten(['10', '9', '3+', '9', '10', '9', '1', '1', '1', '1']), {
      types: { x: 'categorical' },
    });
    expect(columnsOf(declared)).toMatchObject([{ kind: 'categorical', categories: ['9', '10', '3+'] }]);
  });

  it('reads every way to write a number, and nothing else', () => {
    const data = prepare(ten(['1', '-2.5', '+3', '.5', '4.', '1e3', '2E-2', '0', '0', '0']));
    expect([...data.train.x.data]).toEqual([1, -2.5, 3, 0.5, 4, 1000]);
    for (const text of ['0x10', '1 000', '1_000', 'inf', 'NaN', '1e', '--1', '1.2.3']) {
      expect(() => prepare(ten(['1', '2', '3', '4', text, '5', '6', '7', '8', '9'])), text).toThrow(
        `t.csv: row 6, column \`x\`: expected a number, got \`${text}\`; correct it, list it in \`missing\`, or declare \`types: { 'x': 'categorical' }\``,
      );
    }
  });

  it('standardises whatever the numbers are: scaled training columns have mean 0 and deviation 1', () => {
    const cell = fc.oneof(fc.integer({ min: -1000, max: 1000 }).map(String), fc.constant('NA'));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 20, maxLength: 60 }), fc.integer(), (cells, seed) => {
        fc.pre(cells.some((text) => text !== 'NA'));
        const data = prepare(ten(cells), { seed, shuffle: true });
        const [column] = columnsOf(data);
        if (column?.kind !== 'numeric') throw new Error('expected numbers');
        const scaled = [...data.train.x.data].map(
          (v) => ((Number.isNaN(v) ? column.fill : v) - column.mean) / column.std,
        );
        const mean = scaled.reduce((a, b) => a + b, 0) / scaled.length;
        const variance = scaled.reduce((a, b) => a + b * b, 0) / scaled.length;
        expect(mean).toBeCloseTo(0, 6);
        expect([0, 1]).toContainEqual(expect.closeTo(variance, 6));
      }),
    );
  });
});

describe('rows', () => {
  it('keeps inputs and targets of a row together, and no row in two splits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 80 }), fc.integer(), fc.boolean(), (rows, seed, shuffle) => {
        // Row i has x = i and y = i modulo 3, so that each row can be recognised.
        const lines = Array.from({ length: rows }, (_, i) => `${i},${i % 3}`);
        const data = prepare(['x,y', ...lines], { seed, shuffle, task: 'classification' });
        const splits = [data.train, data.validation, data.test];
        for (const { x, y } of splits) {
          expect([...y.data]).toEqual([...x.data].map((i) => i % 3));
        }
        const all = splits.flatMap(({ x }) => [...x.data]);
        expect(new Set(all)).toEqual(new Set(lines.keys()));
        expect(all).toHaveLength(rows);
      }),
    );
  });

  it('leaves rows without a target out only when told to', () => {
    const lines = ten(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    lines[3] = '2,';
    lines[7] = '6,?';
    expect(() => prepare(lines)).toThrow(
      't.csv: 2 of 10 rows have no value in the target column `y` (the first is row 4); fill them in, or leave those rows out ' +
        'with `dropMissingTarget: true`',
    );
    const data = prepare(lines, { dropMissingTarget: true, train: 4, validation: 2, test: 2 });
    expect([data.train, data.validation, data.test].flatMap(({ x }) => [...x.data])).toEqual([0, 1, 3, 4, 5, 7, 8, 9]);
    expect([...data.test.y.data]).toEqual([0, 1]);
  });
});

describe('targets', () => {
  const withTarget = (cells: readonly string[]) => ['x,y', ...cells.map((cell, i) => `${i},${cell}`)];

  it('infers classes from text and from few whole numbers, a quantity from the rest', () => {
    const classes = (cells: string[]) => {
      const { task } = prepare(withTarget(cells));
      return task.kind === 'classification' ? task.classes : task.kind;
    };
    expect(classes(['b', 'a', 'c', 'a', 'b', 'c'])).toEqual(['a', 'b', 'c']);
    expect(classes(['10', '9', '1', '10', '9', '1'])).toEqual(['1', '9', '10']);
    expect(classes(['0.5', '1', '2', '1', '2', '3'])).toBe('regression');
    expect(classes(Array.from({ length: 40 }, (_, i) => String(i % 21)))).toBe('regression');
  });

  it('gives regression targets in their unit and their statistics in the training rows', () => {
    const data = prepare(withTarget(['10.5', '20', '30', '40', '50', '60', '-7', '-8', '-9', '-10']));
    expect(data.task).toEqual({ kind: 'regression', inputShape: [1], targets: ['y'] });
    expect(data.train.y.shape).toEqual([6, 1]);
    expect([...data.test.y.data]).toEqual([-9, -10]);
    expect(data.targetTransform?.mean[0]).toBeCloseTo(210.5 / 6, 9);
  });

  it('learns several targets at once', () => {
    const lines = ['x,u,v', ...Array.from({ length: 10 }, (_, i) => `${i},${i}.5,${-i}`)];
    const data = prepare(lines, { target: ['v', 'u'] });
    expect(data.task).toEqual({ kind: 'regression', inputShape: [1], targets: ['v', 'u'] });
    expect([...data.validation.y.data]).toEqual([-6, 6.5, -7, 7.5]);
    expect(data.targetTransform?.mean).toEqual([-2.5, 3]);
  });
});

describe('refusals', () => {
  const good = ten(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
  const rows = (n: number, line: (i: number) => string) => Array.from({ length: n }, (_, i) => line(i));

  it.each<[string, readonly string[], Partial<TableOptions>]>([
    ['`target` names column `Y`, but the columns are `x`, `y`; check the spelling', good, { target: 'Y' }],
    ['the first row looks like data: add a header row', ['5.1,a', '4.9,b'], {}],
    ['the file seems to use another delimiter: set `delimiter`', ['x;y', '1;2'], {}],
    ['`ignore` names column `z`', good, { ignore: ['z'] }],
    ['`types` names column `z`', good, { types: { z: 'numeric' } }],
    ['`ignore` names the target `y`', good, { ignore: ['y'] }],
    ['there is no column to learn from beside the target', good, { ignore: ['x'] }],
    ['target `y` has only one class, `c0`, in all 10 rows', good.map((line) => line.replace('c1', 'c0')), {}],
    ['only one class', ['x,y', ...rows(10, (i) => `${i},1`)], {}],
    ['target `y` is 1.5 in all 10 rows; there is nothing to learn', ['x,y', ...rows(10, (i) => `${i},1.5`)], {}],
    ['row 2, column `y`: a regression target must be a number', good, { task: 'regression' }],
    ['has 300 different values in 300 rows, too many to be classes', ['x,y', ...rows(300, (i) => `1,t${i}`)], {}],
    ['classification learns one', ['x,y,z', '1,2,3'], { target: ['y', 'z'], task: 'classification' }],
    ['column `x` has no values at all; leave it out', ten(rows(10, () => '?')), {}],
    ['holds 300 different texts in 300 rows: it looks like an identifier', ten(rows(300, (i) => `t${i}`)), {}],
    ['row 4, column `x`: 1e39 does not fit a 32-bit float', ten(['1', '2', '1e39', ...rows(7, String)]), {}],
    ['no input column has a value in any training row', ten(['', '', '', '', '', '', 'a', 'b', 'a', 'b']), {}],
    ['`train` 20 samples are asked for, but the data set has 10', good, { train: 20 }],
  ])('%s', (message, lines, options) => {
    expect(() => prepare(lines, options)).toThrow(message);
  });

  it('refuses text in a declared numeric column, with the number of further ones', () => {
    const lines = ten(['1', 'two', 'three', 'four', 'five', 'six', '7', '8', '9', '10']);
    expect(() => prepare(lines, { types: { x: 'numeric' } })).toThrow(
      't.csv: row 3, column `x`: expected a number, got `two` (and 4 more); correct it, or list it in `missing`',
    );
    const data = prepare(lines, { types: { x: 'numeric' }, missing: ['two', 'three', 'four', 'five', 'six'] });
    expect(columnsOf(data)).toMatchObject([{ kind: 'numeric', fill: 1 }]);
  });
});
