import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstReportFrom, lastReportUntil } from '../../../pipeline/search/find-report.js';
import { isJudged } from '../../../pipeline/search/pruners/judged-steps.js';
import { anyReports } from './any-trials.js';

describe('reports at a step', () => {
  it('are the first from it on, and the last until it of a trial that got there', () => {
    fc.assert(
      fc.property(anyReports(1), fc.integer({ min: 1, max: 31 }), (reports, step) => {
        expect(firstReportFrom(reports, step)).toBe(reports.find((report) => report.step >= step));
        const reached = (reports.at(-1)?.step ?? 0) >= step;
        expect(lastReportUntil(reports, step)).toBe(
          reached ? reports.findLast((report) => report.step <= step) : undefined,
        );
      }),
    );
  });
});

describe('judged steps', () => {
  const judged = (steps: readonly number[], warmup: number, interval: number) =>
    steps.filter((_, i) =>
      isJudged(
        steps.slice(0, i + 1).map((step) => ({ step, losses: [] })),
        { warmup, interval },
      ),
    );

  it('are all by default, and begin after the warm-up', () => {
    expect(judged([1, 2, 3, 4], 0, 1)).toEqual([1, 2, 3, 4]);
    expect(judged([1, 2, 3, 4], 2, 1)).toEqual([3, 4]);
  });

  it('lie an interval apart', () => {
    expect(judged([1, 2, 3, 4, 5, 6, 7, 8], 0, 3)).toEqual([1, 4, 7]);
    expect(judged([1, 2, 3, 4, 5, 6, 7, 8], 2, 3)).toEqual([3, 6]);
  });

  it('are made up for by the next report where one is missing', () => {
    expect(judged([2, 3, 6, 7, 12], 0, 3)).toEqual([2, 6, 7, 12]);
    expect(judged([2, 3, 5, 6, 8], 2, 3)).toEqual([3, 6]);
    expect(judged([4, 5, 9], 2, 3)).toEqual([4, 9]);
  });
});
