import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatasetError } from '../../pipeline/errors.js';
import { splitSizes } from '../../pipeline/load/split-sizes.js';

describe('splitSizes', () => {
  it('has defaults for what is not asked for', () => {
    expect(splitSizes({}, { rows: 150 }, 'd')).toEqual({ train: 90, validation: 30, test: 30 });
    expect(splitSizes({ test: 50 }, { rows: 150 }, 'd')).toEqual({ train: 70, validation: 30, test: 50 });
    expect(splitSizes({ train: 140 }, { rows: 150 }, 'd')).toEqual({ train: 140, validation: 5, test: 5 });
    expect(splitSizes({}, { rows: 60_000, testRows: 10_000 }, 'd')).toEqual({
      train: 50_000,
      validation: 10_000,
      test: 10_000,
    });
    expect(splitSizes({ train: 59_000 }, { rows: 60_000, testRows: 10_000 }, 'd')).toEqual({
      train: 59_000,
      validation: 1_000,
      test: 10_000,
    });
  });

  it('takes counts and fractions, which are of the part they are cut from', () => {
    expect(splitSizes({ train: 10, validation: 5, test: 5 }, { rows: 150 }, 'd')).toEqual({
      train: 10,
      validation: 5,
      test: 5,
    });
    expect(splitSizes({ train: 0.7, validation: 0.29, test: 0.01 }, { rows: 100 }, 'd')).toEqual({
      train: 70,
      validation: 29,
      test: 1,
    });
    expect(splitSizes({ validation: 0.1, test: 0.5 }, { rows: 60, testRows: 10 }, 'd')).toEqual({
      train: 54,
      validation: 6,
      test: 5,
    });
  });

  it('says how many there are when more are asked for', () => {
    const of = (...[request, available]: [Parameters<typeof splitSizes>[0], Parameters<typeof splitSizes>[1]]) => {
      return () => splitSizes(request, available, 'digits');
    };
    expect(of({ train: 100, validation: 51 }, { rows: 150 })).toThrow(
      new DatasetError(
        'digits: `train` 100 + `validation` 51 = 151 samples are asked for, but the data set has 150; ask for fewer',
      ),
    );
    expect(of({ train: 60_001 }, { rows: 60_000, testRows: 10_000 })).toThrow(
      'digits: `train` 60,001 samples are asked for, but the training part has 60,000',
    );
    expect(of({ test: 10_001 }, { rows: 60_000, testRows: 10_000 })).toThrow(
      '`test` asks for 10,001 samples, but the test part has 10,000',
    );
    expect(of({ train: 150 }, { rows: 150 })).toThrow('no samples would be left for `validation` of the 150 there are');
    expect(of({ validation: 0.001 }, { rows: 150 })).toThrow('no samples would be left for `validation`');
    expect(of({}, { rows: 2 })).toThrow('no samples would be left');
  });

  it('never gives more than there is, an empty split, or another count than was asked for', () => {
    const count = fc.option(
      fc.oneof(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0.01, max: 0.99, noNaN: true })),
      {
        nil: undefined,
      },
    );
    fc.assert(
      fc.property(
        fc.record({ train: count, validation: count, test: count }),
        fc.integer({ min: 1, max: 100 }),
        fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
        (asked, rows, testRows) => {
          const request = Object.fromEntries(Object.entries(asked).filter(([, n]) => n !== undefined));
          const available = testRows === undefined ? { rows } : { rows, testRows };
          let sizes: ReturnType<typeof splitSizes>;
          try {
            sizes = splitSizes(request, available, 'd');
          } catch (error) {
            expect(error).toBeInstanceOf(DatasetError);
            return;
          }
          const { train, validation, test } = sizes;
          expect(Math.min(train, validation, test)).toBeGreaterThan(0);
          expect(train + validation + (testRows === undefined ? test : 0)).toBeLessThanOrEqual(rows);
          expect(test).toBeLessThanOrEqual(testRows ?? rows);
          for (const [split, n] of Object.entries(asked)) {
            if (n !== undefined && n >= 1) expect(sizes[split as keyof typeof sizes]).toBe(n);
          }
          if (asked.train === undefined) {
            expect(train + validation + (testRows === undefined ? test : 0)).toBe(rows);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
