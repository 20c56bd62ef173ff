import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pruners } from '../../../pipeline/search/pruners/registry.js';
import { curve, sparseCurve } from './curves.js';

describe('none', () => {
  it('ends nothing', () => {
    expect(pruners.none.create({}).shouldPrune(curve(1, [Number.NaN]), [curve(0, [0], 'COMPLETE')])).toBeUndefined();
  });
});

describe('threshold', () => {
  it('ends a trial beyond a limit, by its latest report', () => {
    const pruner = pruners.threshold.create({ lower: 0, upper: 2 });
    const judge = (...losses: number[]) => pruner.shouldPrune(curve(0, losses), []);
    expect(judge(5, 2)).toBeUndefined();
    expect(judge(1, 2.5)).toBe('threshold: 2.5 is above 2 at step 2');
    expect(judge(-0.5)).toBe('threshold: -0.5 is below 0 at step 1');
    expect(judge(1, Number.NaN)).toBe('threshold: not a number at step 2');
  });

  it('ends diverged trials without any limit', () => {
    const pruner = pruners.threshold.create({});
    expect(pruner.shouldPrune(curve(0, [1e300]), [])).toBeUndefined();
    expect(pruner.shouldPrune(curve(0, [Number.POSITIVE_INFINITY]), [])).toBe('threshold: Infinity at step 1');
    expect(pruner.shouldPrune(curve(0, [Number.NaN]), [])).toBe('threshold: not a number at step 1');
  });

  it('speaks of each objective in its own direction', () => {
    const pruner = pruners.threshold.create({ lower: [0.8, null], upper: [null, 500] });
    const judge = (accuracy: number, bytes: number) =>
      pruner.shouldPrune(curve(0, [[-accuracy, bytes]]), [], { directions: ['maximize', 'minimize'] });
    expect(judge(0.9, 400)).toBeUndefined();
    expect(judge(0.7, 400)).toBe('threshold: objective 1: 0.7 is below 0.8 at step 1');
    expect(judge(0.9, 600)).toBe('threshold: objective 2: 600 is above 500 at step 1');
    expect(judge(Number.NEGATIVE_INFINITY, 400)).toMatch(/objective 1: -Infinity is below 0.8/);
  });

  it('judges at the steps asked for', () => {
    const pruner = pruners.threshold.create({ upper: 2, warmup: 1, interval: 2 });
    const judged = [1, 2, 3, 4, 5, 6].filter((steps) => pruner.shouldPrune(curve(0, Array<number>(steps).fill(3)), []));
    expect(judged).toEqual([2, 4, 6]);
  });
});

describe('patience', () => {
  const pruner = pruners.patience.create({ patience: 2 });
  const judge = (...losses: (number | number[])[]) => pruner.shouldPrune(curve(0, losses), []);

  it('ends a trial after so many reports without improvement', () => {
    expect(judge(3, 3)).toBeUndefined();
    expect(judge(3, 3, 3)).toBe('patience: no improvement for 2 reports');
    expect(judge(3, 4, 2)).toBeUndefined();
    expect(judge(3, 2, 2.5, 2)).toMatch(/no improvement/);
  });

  it('counts reports, not steps', () => {
    expect(
      pruner.shouldPrune(
        sparseCurve(0, [
          [1, 3],
          [50, 4],
        ]),
        [],
      ),
    ).toBeUndefined();
  });

  it('takes less than the least improvement for none', () => {
    const strict = pruners.patience.create({ patience: 2, minDelta: 0.5 });
    expect(strict.shouldPrune(curve(0, [3, 2.75, 2.5]), [])).toMatch(/no improvement/);
    expect(strict.shouldPrune(curve(0, [3, 2.75, 2.25]), [])).toBeUndefined();
  });

  it('sees an improvement in any objective that nothing before had together', () => {
    expect(judge([3, 3], [4, 2], [4, 4])).toBeUndefined();
    expect(judge([3, 3], [3, 4], [4, 3])).toMatch(/no improvement/);
    expect(judge([3, 1], [1, 3], [2, 2], [2, 2])).toBeUndefined();
    expect(judge([3, 1], [1, 3], [2, 4], [4, 2])).toMatch(/no improvement/);
  });

  it('has no improvement in NaN, and takes the first number after it for one', () => {
    expect(judge(Number.NaN, Number.NaN, Number.NaN)).toMatch(/no improvement/);
    expect(judge(Number.NaN, Number.NaN, 9)).toBeUndefined();
    expect(judge(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 9)).toBeUndefined();
  });

  it('ends exactly where the least of the last reports is not below the least before them', () => {
    const anyCurve = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(anyCurve, fc.integer({ min: 1, max: 5 }), fc.nat(2), (losses, patience, minDelta) => {
        const ends = pruners.patience.create({ patience, minDelta }).shouldPrune(curve(0, losses), []) !== undefined;
        const before = Math.min(...losses.slice(0, -patience));
        const after = Math.min(...losses.slice(-patience));
        expect(ends).toBe(losses.length > patience && after >= before - minDelta);
      }),
    );
  });

  it('holds another pruner back: both must want the trial to end', () => {
    const both = pruners.patience.create({ patience: 2, pruner: { name: 'median', startup: 1 } });
    const better = curve(1, [1, 1, 1, 1], 'COMPLETE');
    const worse = curve(2, [9, 9, 9, 9], 'COMPLETE');
    expect(both.shouldPrune(curve(0, [5, 5, 5]), [better])).toBe(
      'patience: no improvement for 2 reports; median: worse than 1 of 1 complete trials at step 3, more than 50 %',
    );
    expect(both.shouldPrune(curve(0, [5, 5, 5]), [worse])).toBeUndefined();
    expect(both.shouldPrune(curve(0, [5, 5, 4]), [better])).toBeUndefined();
    expect(both.options).toEqual({
      patience: 2,
      minDelta: 0,
      pruner: { name: 'median', startup: 1, warmup: 0, interval: 1, minTrials: 1 },
    });
  });
});
