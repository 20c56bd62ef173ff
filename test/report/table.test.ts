import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderCsv } from '../../pipeline/report/render-csv.js';
import { makeReportData } from '../../pipeline/report/report-data/make-report-data.js';
import { parseFilter } from '../../pipeline/report/table/filter-rows.js';
import { renderTableCsv } from '../../pipeline/report/table/render-table-csv.js';
import { sortRows } from '../../pipeline/report/table/sort-rows.js';
import { type TableColumn, tableColumns } from '../../pipeline/report/table/table-columns.js';
import { describedStudy } from './described-study.js';
import { hostileStudy, oddStudies } from './odd-studies.js';

const column = (values: readonly (number | string | undefined)[], isNumeric: boolean): TableColumn => ({
  key: 'x',
  name: 'x',
  group: 'metric',
  isNumeric,
  isShown: true,
  text: (index) => String(values[index] ?? ''),
  cell: (index) => values[index],
});

const numbers = fc.array(fc.option(fc.oneof(fc.double(), fc.integer({ min: 0, max: 3 })), { nil: undefined }));

describe('sorting', () => {
  it('puts numbers in order, keeps equal ones as they were, and what is missing last', () => {
    fc.assert(
      fc.property(numbers, fc.constantFrom('ascending' as const, 'descending' as const), (values, direction) => {
        const rows = values.map((_, i) => i);
        const sorted = sortRows(rows, column(values, true), direction);
        expect([...sorted].sort((a, b) => a - b)).toEqual(rows);
        const there = (row: number) => values[row] !== undefined && !Number.isNaN(values[row]);
        expect(sorted.map(there)).toEqual([...sorted.map(there)].sort((a, b) => Number(b) - Number(a)));
        for (const [i, row] of sorted.entries()) {
          const next = sorted[i + 1];
          if (next === undefined || !there(next)) continue;
          const [a = 0, b = 0] = [values[row], values[next]];
          expect(direction === 'ascending' ? a <= b : a >= b).toBe(true);
          if (a === b) expect(row).toBeLessThan(next);
        }
      }),
    );
  });

  it('puts texts in the order of a dictionary, numbers in them by size', () => {
    const values = ['trial 10', 'Adam', undefined, 'trial 9', 'adam'];
    const texts = sortRows([0, 1, 2, 3, 4], column(values, false), 'ascending').map((row) => values[row]);
    expect(texts).toEqual(['adam', 'Adam', 'trial 9', 'trial 10', undefined]);
  });
});

describe('filtering', () => {
  const data = makeReportData(describedStudy(40));
  const columns = tableColumns(data);
  const find = (text: string) => data.trials.filter((_, index) => parseFilter(text, columns)(index));
  const cellOf = (name: string, number: number) =>
    columns.find((one) => one.name === name)?.cell(data.trials.findIndex((trial) => trial.number === number));

  it.each<[string, (number: number, state: string) => boolean]>([
    ['', () => true],
    ['adam', (number) => cellOf('optimizer', number) === 'adam'],
    ['ADAM state=complete', (number, state) => cellOf('optimizer', number) === 'adam' && state === 'COMPLETE'],
    ['state!=COMPLETE', (_, state) => state !== 'COMPLETE'],
    ['learningRate<0.001', (number) => Number(cellOf('learningRate', number)) < 0.001],
    [
      'learningRate>=0.001 p0<=0.5',
      (number) => Number(cellOf('learningRate', number)) >= 0.001 && Number(cellOf('p0', number)) <= 0.5,
    ],
    ['"best third"', (_, state) => state === 'PRUNED'],
    ['trial=7', (number) => number === 7],
    ['nothing<3', () => false],
  ])('%s', (text, expected) => {
    expect(find(text)).toEqual(data.trials.filter(({ number, state }) => expected(number, state)));
  });

  it('takes whatever is typed', () => {
    fc.assert(fc.property(fc.string(), (text) => find(text).length <= data.trials.length));
  });
});

describe('the table as CSV', () => {
  it.each(Object.entries({ ...oddStudies, hostile: hostileStudy() }))(
    'is what a file would be: %s',
    async (_, study) => {
      const data = makeReportData(study);
      const columns = tableColumns(data);
      const rows = data.trials.map((_, index) => index);
      const file = await renderCsv(
        columns.map(({ name }) => name),
        rows.map((row) => columns.map(({ cell }) => cell(row))),
      );
      expect(renderTableCsv(columns, rows)).toBe(file);
    },
  );
});
