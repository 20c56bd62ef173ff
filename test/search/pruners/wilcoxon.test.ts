import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pruners } from '../../../pipeline/search/pruners/registry.js';
import { wilcoxonSignedRank } from '../../../pipeline/search/statistics/wilcoxon-signed-rank.js';
import { curve, sparseCurve } from './curves.js';

/** P(sum of the ranks of positive differences >= the observed one) over all 2^n assignments of signs, one by one. */
function byEnumeration(differences: readonly number[]): number {
  const sizes = differences.filter((d) => d !== 0).map(Math.abs);
  const rank = (size: number) =>
    sizes.filter((other) => other < size).length + (sizes.filter((other) => other === size).length + 1) / 2;
  const ranks = sizes.map(rank);
  const observed = differences.reduce((sum, d) => (d > 0 ? sum + rank(d) : sum), 0);
  let extreme = 0;
  for (let signs = 0; signs < 2 ** ranks.length; signs++) {
    const sum = ranks.reduce((total, value, i) => total + ((signs >> i) & 1) * value, 0);
    if (sum >= observed) extreme++;
  }
  return extreme / 2 ** ranks.length;
}

describe('Wilcoxon signed-rank test', () => {
  it('is the share of all assignments of signs that are as extreme, with ties and zeros', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 9 }), (differences) => {
        const greater = byEnumeration(differences);
        const less = byEnumeration(differences.map((d) => -d));
        expect(wilcoxonSignedRank(differences, 'greater')).toBeCloseTo(greater, 12);
        expect(wilcoxonSignedRank(differences)).toBeCloseTo(Math.min(1, 2 * greater, 2 * less), 12);
      }),
      { numRuns: 60 },
    );
  });

  // scipy.stats.wilcoxon, method 'exact', of Darwin's maize heights (Fisher 1935), and its one-sided form.
  it('agrees with published figures', () => {
    const darwin = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];
    expect(wilcoxonSignedRank(darwin)).toBeCloseTo(0.04125976562, 9);
    expect(wilcoxonSignedRank(darwin, 'greater')).toBeCloseTo(0.02062988281, 9);
  });

  // scipy.stats.wilcoxon(alternative='greater'), method 'exact' and 'approx' with correction; the last one has ties.
  it('is exact up to 60 differences and normal with corrections beyond', () => {
    const spread = (n: number, ties = 1) =>
      Array.from({ length: n }, (_, i) => (i % 3 === 0 ? -1 : 1) * (Math.floor(i / ties) + 1));
    expect(wilcoxonSignedRank(spread(60), 'greater')).toBeCloseTo(0.008068561543775665, 12);
    expect(wilcoxonSignedRank(spread(80), 'greater')).toBeCloseTo(0.004832399827163464, 12);
    expect(wilcoxonSignedRank(spread(80, 4), 'greater')).toBeCloseTo(0.004788488463054263, 12);
  });

  it('is certain of nothing without differences, and takes infinite ones for the largest', () => {
    expect(wilcoxonSignedRank([])).toBe(1);
    expect(wilcoxonSignedRank([0, 0], 'greater')).toBe(1);
    expect(wilcoxonSignedRank([1, 2, Number.POSITIVE_INFINITY], 'greater')).toBeCloseTo(1 / 8, 12);
    expect(wilcoxonSignedRank([1, 2, Number.NEGATIVE_INFINITY], 'greater')).toBeCloseTo(5 / 8, 12);
  });
});

describe('wilcoxon', () => {
  const pruner = pruners.wilcoxon.create({});
  const best = curve(3, [1, 1, 1, 1, 1, 1], 'COMPLETE');
  const worse = curve(4, [5, 5, 5, 5, 5, 5], 'COMPLETE');

  it('ends a trial that is worse than the best one on enough instances', () => {
    expect(pruner.shouldPrune(curve(9, [2, 3, 4]), [worse, best])).toBeUndefined();
    expect(pruner.shouldPrune(curve(9, [2, 3, 4, 5]), [worse, best])).toBe(
      'wilcoxon: worse than trial 3 over 4 steps (p = 0.063)',
    );
    expect(pruner.shouldPrune(curve(9, [2, 3, 4, 0.5]), [worse, best])).toBeUndefined();
  });

  it('pairs by step, in any order and with gaps', () => {
    const scrambled = sparseCurve(
      3,
      [
        [2, 10],
        [4, 20],
        [5, 30],
        [7, 40],
        [11, 50],
      ],
      'COMPLETE',
    );
    const harder = sparseCurve(9, [
      [1, 0],
      [2, 11],
      [4, 21],
      [7, 42],
      [11, 53],
    ]);
    expect(pruner.shouldPrune(harder, [scrambled])).toMatch(/over 4 steps/);
    expect(
      pruner.shouldPrune(
        sparseCurve(9, [
          [1, 99],
          [3, 99],
          [6, 99],
          [8, 99],
        ]),
        [scrambled],
      ),
    ).toBeUndefined();
  });

  it('lets a trial go on whose mean is no worse, and asks for the steps it is told to', () => {
    const patient = pruners.wilcoxon.create({ pThreshold: 0.5, minSteps: 4 });
    expect(patient.shouldPrune(curve(9, [2, 2, 2, -9]), [best])).toBeUndefined();
    expect(patient.shouldPrune(curve(9, [2, 2, 2]), [best])).toBeUndefined();
    expect(patient.shouldPrune(curve(9, [2, 2, 2, 2]), [best])).toBeDefined();
  });

  it('passes over steps that cannot be compared, and trials without numbers', () => {
    expect(pruner.shouldPrune(curve(9, [2, 3, 4, Number.NaN]), [best])).toBeUndefined();
    expect(pruner.shouldPrune(curve(9, [2, 3, 4, Number.POSITIVE_INFINITY]), [best])).toMatch(/over 4 steps/);
    expect(
      pruner.shouldPrune(curve(9, [2, 3, 4, 5]), [curve(1, [0, 0, 0, 0]), curve(2, [0], 'PRUNED')]),
    ).toBeUndefined();
  });

  it('wants a trial of several objectives to be worse in each', () => {
    const reference = curve(3, Array<number[]>(5).fill([1, 1]), 'COMPLETE');
    expect(pruner.shouldPrune(curve(9, Array<number[]>(5).fill([2, 2])), [reference])).toMatch(/worse than trial 3/);
    expect(pruner.shouldPrune(curve(9, Array<number[]>(5).fill([2, 0])), [reference])).toBeUndefined();
  });
});
