import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crowdingDistances } from '../../../pipeline/rank/crowding-distances.js';
import { nonDominatedRanks } from '../../../pipeline/rank/non-dominated-ranks.js';
import { countBetter } from '../../../pipeline/search/ordering/count-better.js';
import { anyLosses } from './any-trials.js';

const finiteVector = (width: number) =>
  fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.double({ min: -5, max: 5, noNaN: true })), {
    minLength: width,
    maxLength: width,
  });

describe('countBetter', () => {
  it('counts smaller losses; equals share a place, infinities and NaN come last', () => {
    const others = [[1], [2], [2], [Number.POSITIVE_INFINITY], [Number.NaN]];
    const places = [0, 1, 2, 3, Number.POSITIVE_INFINITY, Number.NaN, Number.NEGATIVE_INFINITY];
    expect(places.map((loss) => countBetter([loss], others))).toEqual([0, 0, 1, 3, 3, 4, 0]);
  });

  it('is the place by front and crowding of a non-dominated sort', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 3 }).chain((width) => fc.array(finiteVector(width), { minLength: 1 })),
        (all) => {
          const ranks = nonDominatedRanks(all);
          const distance = (index: number) => {
            const front = all.flatMap((_, i) => (ranks[i] === ranks[index] ? [i] : []));
            return crowdingDistances(front.map((i) => all[i] ?? []))[front.indexOf(index)] ?? 0;
          };
          const distances = all.map((_, index) => distance(index));
          for (const [index, own] of all.entries()) {
            const expected = all.filter(
              (_, i) =>
                (ranks[i] ?? 0) < (ranks[index] ?? 0) ||
                (ranks[i] === ranks[index] && (distances[i] ?? 0) > (distances[index] ?? 0)),
            ).length;
            expect(
              countBetter(
                own,
                all.filter((_, i) => i !== index),
              ),
            ).toBe(expected);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('treats one objective as the special case of several that agree', () => {
    fc.assert(
      fc.property(anyLosses(1), fc.array(anyLosses(1)), ([own = 0], others) => {
        const doubled = others.map(([loss = 0]) => [loss, loss]);
        expect(countBetter([own, own], doubled)).toBe(countBetter([own], others));
      }),
    );
  });

  it('puts a vector last that is infinitely bad anywhere, and one with NaN after it', () => {
    const others = [
      [5, 5],
      [0, Number.POSITIVE_INFINITY],
      [Number.NaN, -9],
    ];
    expect(countBetter([9, 9], others)).toBe(1);
    expect(countBetter([-1, Number.POSITIVE_INFINITY], others)).toBe(1);
    expect(countBetter([-1, Number.NaN], others)).toBe(2);
  });

  it('never has anyone before a vector that is best in every objective', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }).chain((width) => fc.array(anyLosses(width), { minLength: 1 })),
        (others) => {
          const best = (others[0] ?? []).map((_, objective) =>
            Math.min(0, ...others.map((other) => other[objective] ?? 0).filter((loss) => !Number.isNaN(loss))),
          );
          expect(countBetter(best, others)).toBe(0);
        },
      ),
    );
  });

  it('keeps to the objectives that all report', () => {
    expect(countBetter([2, 0], [[1], [3], [2]])).toBe(1);
    expect(
      countBetter(
        [2],
        [
          [1, 7],
          [3, 7],
        ],
      ),
    ).toBe(1);
  });
});
