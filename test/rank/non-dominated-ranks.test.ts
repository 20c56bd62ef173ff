import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crowdingDistances } from '../../pipeline/rank/crowding-distances.js';
import { nonDominatedRanks } from '../../pipeline/rank/non-dominated-ranks.js';

type Losses = readonly (readonly number[])[];

/** The definition, word by word: front k is what nobody dominates once the earlier fronts are taken away. */
function ranksByDefinition(losses: Losses): readonly number[] {
  const ranks = losses.map(() => 0);
  const isBetter = (a: readonly number[], b: readonly number[]) =>
    a.every((value, i) => value <= (b[i] ?? 0)) && a.some((value, i) => value < (b[i] ?? 0));
  for (let rank = 1; ranks.includes(0); rank++) {
    const left = losses.filter((_, index) => ranks[index] === 0);
    const front = new Set(left.filter((b) => !left.some((a) => isBetter(a, b))));
    losses.forEach((vector, index) => {
      if (ranks[index] === 0 && front.has(vector)) ranks[index] = rank;
    });
  }
  return ranks;
}

/** Few different values, so that ties and equal vectors are common. */
const anyLosses = fc
  .integer({ min: 1, max: 4 })
  .chain((m) => fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: m, maxLength: m }), { maxLength: 25 }));

describe('the non-dominated sort', () => {
  it('agrees with the definition', () => {
    fc.assert(
      fc.property(anyLosses, (losses) => {
        expect(nonDominatedRanks(losses)).toEqual(ranksByDefinition(losses));
      }),
      { numRuns: 300 },
    );
  });

  it('puts a worked example in its fronts', () => {
    // (1,5) (2,3) (4,1) | (3,4) (4,3) | (5,5)
    const losses = [
      [5, 5],
      [1, 5],
      [3, 4],
      [2, 3],
      [4, 3],
      [4, 1],
    ];
    expect(nonDominatedRanks(losses)).toEqual([3, 1, 2, 1, 2, 1]);
  });

  it('of nothing is nothing', () => {
    expect(nonDominatedRanks([])).toEqual([]);
  });
});

describe('the crowding distance', () => {
  it('is the sum of the gaps between neighbours as shares of the range, infinite at the ends', () => {
    const front = [
      [0, 10],
      [2, 4],
      [3, 3],
      [10, 0],
    ];
    const inner1 = (3 - 0) / 10 + (10 - 3) / 10;
    const inner2 = (10 - 2) / 10 + (4 - 0) / 10;
    expect(crowdingDistances(front)).toEqual([Infinity, inner1, inner2, Infinity]);
  });

  it('says nothing of trials that are all equal', () => {
    expect(crowdingDistances([[1], [1], [1]])).toEqual([0, 0, 0]);
    expect(crowdingDistances([[1, 2]])).toEqual([0]);
    expect(crowdingDistances([])).toEqual([]);
  });

  it('does not depend on the order of the trials', () => {
    fc.assert(
      fc.property(anyLosses, fc.nat(), (losses, shift) => {
        const by = losses.length === 0 ? 0 : shift % losses.length;
        const rotate = <T>(list: readonly T[]) => [...list.slice(by), ...list.slice(0, by)];
        expect(crowdingDistances(rotate(losses))).toEqual(rotate(crowdingDistances(losses)));
      }),
      { numRuns: 200 },
    );
  });
});
