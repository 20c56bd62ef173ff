import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pruners } from '../../../pipeline/search/pruners/registry.js';
import { curve, sparseCurve } from './curves.js';

const median = pruners.median.create({});

describe('median', () => {
  const complete = [1, 2, 3, 4, 5].map((loss, number) => curve(number, [loss, loss, loss], 'COMPLETE'));

  it('ends a trial that is worse than more than half of the complete ones', () => {
    expect(median.shouldPrune(curve(9, [3.1]), complete)).toBe(
      'median: worse than 3 of 5 complete trials at step 1, more than 50 %',
    );
    expect(median.shouldPrune(curve(9, [3]), complete)).toBeUndefined();
  });

  it('goes by the best the trial has had', () => {
    expect(median.shouldPrune(curve(9, [2, 9, Number.NaN]), complete)).toBeUndefined();
    expect(median.shouldPrune(curve(9, [Number.NaN, 9]), complete)).toMatch(/worse than 5 of 5/);
    expect(median.shouldPrune(curve(9, [Number.NaN, Number.NaN]), complete)).toBe('median: no number up to step 2');
  });

  it('waits for enough complete trials; failed, pruned and running ones do not count', () => {
    const others = [...complete.slice(1), curve(6, [0], 'FAIL'), curve(7, [0], 'PRUNED'), curve(8, [0])];
    expect(median.shouldPrune(curve(9, [9]), others)).toBeUndefined();
    expect(pruners.median.create({ startup: 4 }).shouldPrune(curve(9, [9]), others)).toMatch(/worse than 4 of 4/);
  });

  it('does not judge where fewer trials than wanted got to the step', () => {
    const short = [...complete.slice(0, 4), curve(4, [5], 'COMPLETE')];
    const wanted = pruners.median.create({ minTrials: 5 });
    expect(wanted.shouldPrune(curve(9, [9]), short)).toBeDefined();
    expect(wanted.shouldPrune(curve(9, [9, 9]), short)).toBeUndefined();
  });

  it('takes what another had reported last where it said nothing at the step', () => {
    const sparse = complete.map(({ number }) =>
      sparseCurve(
        number,
        [
          [2, number],
          [6, 0],
        ],
        'COMPLETE',
      ),
    );
    expect(median.shouldPrune(sparseCurve(9, [[4, 1.5]]), sparse)).toBeUndefined();
    expect(median.shouldPrune(sparseCurve(9, [[4, 2.5]]), sparse)).toMatch(/worse than 3 of 5/);
    expect(median.shouldPrune(sparseCurve(9, [[1, 9]]), sparse)).toBeUndefined();
  });

  it('orders trials of several objectives by fronts', () => {
    const fronts = [
      [1, 4],
      [2, 2],
      [4, 1],
      [5, 5],
      [6, 6],
    ].map((losses, i) => curve(i, [losses], 'COMPLETE'));
    expect(median.shouldPrune(curve(9, [[3, 3]]), fronts)).toMatch(/worse than 3 of 5/);
    expect(median.shouldPrune(curve(9, [[0, 9]]), fronts)).toBeUndefined();
    expect(median.shouldPrune(curve(9, [[5.5, 5.5]]), fronts)).toMatch(/worse than 4 of 5/);
  });
});

describe('percentile', () => {
  /** An independent rule: the interpolated percentile of sorted numbers, and the two values it lies between. */
  const interpolated = (sorted: readonly number[], share: number) => {
    const at = (sorted.length - 1) * share;
    const [low = 0, high = 0] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
    return { low, high };
  };

  it('decides as an interpolated percentile does, but between the two values that are interpolated', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.double({ min: -1, max: 10, noNaN: true }),
        fc.integer({ min: 0, max: 99 }),
        (others, own, percentile) => {
          const pruner = pruners.percentile.create({ percentile, startup: 1 });
          const peers = others.map((loss, number) => curve(number, [loss], 'COMPLETE'));
          const ends = pruner.shouldPrune(curve(20, [own]), peers) !== undefined;
          const { low, high } = interpolated(
            [...others].sort((a, b) => a - b),
            percentile / 100,
          );
          if (own <= low) expect(ends).toBe(false);
          if (own > high) expect(ends).toBe(true);
        },
      ),
    );
  });

  it('keeps the best quarter by default', () => {
    const peers = [1, 2, 3, 4, 5, 6, 7, 8].map((loss, number) => curve(number, [loss], 'COMPLETE'));
    const pruner = pruners.percentile.create({});
    expect(pruner.shouldPrune(curve(20, [2.5]), peers)).toBeUndefined();
    expect(pruner.shouldPrune(curve(20, [3.5]), peers)).toBe(
      'percentile: worse than 3 of 8 complete trials at step 1, more than 25 %',
    );
  });
});
