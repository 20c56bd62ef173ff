import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitRows } from '../../pipeline/load/split-rows.js';
import { splitSizes } from '../../pipeline/load/split-sizes.js';

const seeds = fc.integer();
const labelled = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 10, maxLength: 200 });
const cuts = fc.record({
  validation: fc.double({ min: 0.1, max: 0.4, noNaN: true }),
  test: fc.double({ min: 0.1, max: 0.4, noNaN: true }),
});

describe('splitRows', () => {
  it('never puts a row into two splits, whatever the order', () => {
    fc.assert(
      fc.property(labelled, cuts, seeds, fc.boolean(), fc.boolean(), (list, request, seed, shuffle, stratified) => {
        const count = list.length;
        const sizes = splitSizes(request, { rows: count }, 'd');
        const rows = stratified ? { count, labels: Int32Array.from(list) } : { count };
        const { train, validation, test } = splitRows(rows, undefined, sizes, { seed, shuffle });
        expect([train.length, validation.length, test.length]).toEqual([sizes.train, sizes.validation, sizes.test]);
        const all = [...train, ...validation, ...test];
        expect(new Set(all).size).toBe(all.length);
        expect(all.every((row) => row < count)).toBe(true);
      }),
    );
  });

  it('keeps train and validation apart when there is a test part, whose rows are numbered on their own', () => {
    fc.assert(
      fc.property(labelled, labelled, seeds, (a, b, seed) => {
        const [part, testPart] = [a, b].map((list) => ({ count: list.length, labels: Int32Array.from(list) }));
        if (!part) return;
        const sizes = splitSizes({}, { rows: a.length, testRows: b.length }, 'd');
        const { train, validation, test } = splitRows(part, testPart, sizes, { seed, shuffle: true });
        expect(new Set([...train, ...validation]).size).toBe(a.length);
        expect(new Set(test)).toEqual(new Set(b.keys()));
      }),
    );
  });

  it('gives every split the class proportions of the whole, and the training split every class', () => {
    fc.assert(
      fc.property(labelled, cuts, seeds, (list, request, seed) => {
        const labels = Int32Array.from(list);
        const sizes = splitSizes(request, { rows: list.length }, 'd');
        const split = splitRows({ count: list.length, labels }, undefined, sizes, { seed, shuffle: true });
        const classes = new Set(list);
        for (const rows of Object.values(split)) {
          for (const label of classes) {
            const share = list.filter((l) => l === label).length / list.length;
            const got = [...rows].filter((row) => labels[row] === label).length;
            // Each end of a split is off by less than one row for itself and one for each other class.
            expect(Math.abs(got - share * rows.length)).toBeLessThan(classes.size + 1);
          }
        }
        if (split.train.length >= classes.size) {
          expect(new Set([...split.train].map((row) => labels[row]))).toEqual(classes);
        }
      }),
    );
  });

  it('is exact for equal classes', () => {
    const labels = Int32Array.from({ length: 150 }, (_, i) => Math.floor(i / 50));
    const sizes = { train: 90, validation: 30, test: 30 };
    const { test } = splitRows({ count: 150, labels }, undefined, sizes, { seed: 3, shuffle: true });
    expect([0, 1, 2].map((c) => [...test].filter((row) => labels[row] === c).length)).toEqual([10, 10, 10]);
  });

  it('leaves no pattern of classes within a split', () => {
    const labels = Int32Array.from({ length: 1000 }, (_, i) => i % 2);
    const sizes = { train: 600, validation: 200, test: 200 };
    const { train } = splitRows({ count: 1000, labels }, undefined, sizes, { seed: 1, shuffle: true });
    // Of 300 neighbouring pairs about half are of one class: 150 with a standard deviation of 9.
    const alike = Array.from({ length: 300 }, (_, i) => i).filter(
      (i) => labels[train[2 * i] ?? 0] === labels[train[2 * i + 1] ?? 0],
    );
    expect(Math.abs(alike.length - 150)).toBeLessThan(50);
  });

  it('depends on the seed and on nothing else', () => {
    const rows = { count: 100, labels: Int32Array.from({ length: 100 }, (_, i) => i % 3) };
    const sizes = { train: 60, validation: 20, test: 20 };
    const draw = (seed: number) => splitRows(rows, undefined, sizes, { seed, shuffle: true });
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1).test).not.toEqual(draw(2).test);
  });

  it('keeps file order when told not to shuffle', () => {
    const labels = Int32Array.from({ length: 10 }, (_, i) => i % 2);
    const sizes = { train: 5, validation: 3, test: 2 };
    expect(splitRows({ count: 10, labels }, undefined, sizes, { seed: 1, shuffle: false })).toEqual({
      train: Uint32Array.of(0, 1, 2, 3, 4),
      validation: Uint32Array.of(5, 6, 7),
      test: Uint32Array.of(8, 9),
    });
  });
});
