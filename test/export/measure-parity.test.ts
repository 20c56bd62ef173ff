import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureParity } from '../../pipeline/export/measure-parity.js';

const parityOf = (reference: number[], candidate: number[], columns: number, kind: 'classification' | 'regression') =>
  measureParity({
    reference: Float32Array.from(reference),
    candidate: Float32Array.from(candidate),
    rows: reference.length / columns,
    columns,
    kind,
  });

describe('measureParity', () => {
  it('gives the largest difference, absolute and as a share of the largest output', () => {
    const parity = parityOf([1, -8, 2, 4], [1, -8, 2.5, 4.25], 2, 'regression');
    expect(parity).toEqual({ maxAbs: 0.5, maxRel: 0.5 / 8, top1: undefined });
  });

  it('counts the rows whose top class is the same', () => {
    const reference = [0.7, 0.3, 0.1, 0.9, 0.6, 0.4, 0.2, 0.8];
    const candidate = [0.6, 0.4, 0.2, 0.8, 0.4, 0.6, 0.1, 0.9];
    expect(parityOf(reference, candidate, 2, 'classification').top1).toBe(3 / 4);
  });

  it('calls classes within single precision of each other tied, but no others', () => {
    expect(parityOf([0.5, 0.5 - 2e-7], [0.4, 0.6], 2, 'classification').top1).toBe(1);
    expect(parityOf([0.5, 0.5 - 2e-5], [0.4, 0.6], 2, 'classification').top1).toBe(0);
  });

  it.each([
    [
      [1, 2],
      [1, Number.NaN],
    ],
    [
      [Number.NaN, 2],
      [1, 2],
    ],
    [
      [Number.NaN, 2],
      [Number.NaN, 2],
    ],
    [
      [1, 2],
      [Number.POSITIVE_INFINITY, 2],
    ],
  ])('never lets %j pass for %j', (reference, candidate) => {
    expect(parityOf(reference, candidate, 2, 'regression')).toMatchObject({ maxAbs: Infinity, maxRel: Infinity });
  });

  it('gives the absolute difference where every reference output is zero', () => {
    expect(parityOf([0, 0], [0, 0.25], 1, 'regression').maxRel).toBe(0.25);
  });

  it('has no top class for a single output', () => {
    expect(parityOf([0.2, 0.7], [0.2, 0.7], 1, 'classification').top1).toBeUndefined();
  });

  it('agrees with a plain count and is symmetric in the absolute difference', () => {
    const value = fc.integer({ min: -1000, max: 1000 });
    const rows = fc.array(fc.tuple(fc.tuple(value, value, value), fc.tuple(value, value, value)), { minLength: 1 });
    fc.assert(
      fc.property(rows, (pairs) => {
        const reference = pairs.flatMap(([row]) => row);
        const candidate = pairs.flatMap(([, row]) => row);
        const parity = parityOf(reference, candidate, 3, 'classification');
        expect(parity.maxAbs).toBe(Math.max(...reference.map((v, i) => Math.abs(v - (candidate[i] ?? 0)))));
        expect(parityOf(candidate, reference, 3, 'classification').maxAbs).toBe(parity.maxAbs);
        const agreed = pairs.filter(([row, other]) => row[other.indexOf(Math.max(...other))] === Math.max(...row));
        expect(parity.top1).toBe(agreed.length / pairs.length);
      }),
    );
  });

  it('refuses sizes that do not fit', () => {
    expect(() => parityOf([1, 2, 3], [1, 2], 1, 'regression')).toThrow(RangeError);
  });
});
