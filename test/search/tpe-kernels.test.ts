import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderLosses } from '../../pipeline/search/ordering/rank-observed.js';
import { bandwidthRule, neighbourBandwidths } from '../../pipeline/search/samplers/tpe/bandwidths.js';
import { choiceTable, type KernelTable, orderedTable } from '../../pipeline/search/samplers/tpe/kernel-table.js';
import { int } from '../../pipeline/study/space.js';

describe('bandwidths', () => {
  const least = { stretch: 1, least: 0.05 };

  it('are the larger distance to a neighbour, at the ends the only one', () => {
    const found = neighbourBandwidths(Float64Array.of(0.5, 0.1, 0.2), Uint32Array.of(1, 2, 0), least);
    expect([...found].map((x) => Number(x.toFixed(12)))).toEqual([0.3, 0.1, 0.3]);
  });

  it('of trials at one place are the least but for the outer two', () => {
    const found = neighbourBandwidths(Float64Array.of(0.5, 0.5, 0.5, 0.75), Uint32Array.of(0, 1, 2, 3), least);
    expect([...found]).toEqual([0.05, 0.05, 0.25, 0.25]);
  });

  it('are the whole range without a coordinate, and to the farther end for a single one', () => {
    const found = neighbourBandwidths(Float64Array.of(0.3, Number.NaN), Uint32Array.of(0), least);
    expect([...found]).toEqual([0.7, 1]);
  });

  it('shrink with the trials down to a hundredth, of good trials to half of it but not below half a cell', () => {
    const continuous = Number.POSITIVE_INFINITY;
    expect(bandwidthRule('bad', 8, continuous)).toEqual({ stretch: 0.5, least: 0.1 });
    expect(bandwidthRule('bad', 1000, 6)).toEqual({ stretch: 1, least: 0.01 });
    expect(bandwidthRule('good', 8, continuous)).toEqual({ stretch: 1, least: 0.05 });
    expect(bandwidthRule('good', 8, 5)).toEqual({ stretch: 1, least: 0.1 });
  });
});

describe('tables of kernels', () => {
  const row = ({ size, rows, logMass }: KernelTable, trial: number) =>
    [...logMass.subarray((rows[trial] ?? 0) * size, ((rows[trial] ?? 0) + 1) * size)].map(Math.exp);

  it('of a choice give the value 1 + share, every other share', () => {
    const table = choiceTable({ size: 3, values: Int32Array.of(2, -1) }, 0.5);
    for (const [trial, expected] of [
      [0, [0.2, 0.2, 0.6]],
      [1, [1 / 3, 1 / 3, 1 / 3]],
      [2, [1 / 3, 1 / 3, 1 / 3]],
    ] as const) {
      row(table, trial).forEach((mass, at) => {
        expect(mass).toBeCloseTo(expected[at] ?? Number.NaN, 12);
      });
    }
  });

  it('of an ordered hyperparameter have a row for every width of a value, and each row sums to one', () => {
    const values = Int32Array.of(1, 1, 3, -1, 1);
    const table = orderedTable(int(1, 4), { size: 4, values }, Float64Array.of(0.1, 0.3, 0.3, 1, 0.1));
    expect(table.rows[0]).toBe(table.rows[4]);
    expect(new Set(table.rows).size).toBe(4);
    for (let trial = 0; trial < 6; trial++) {
      expect(row(table, trial).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
    }
    // A wider kernel leaves less on its own value.
    expect(row(table, 0)[1]).toBeGreaterThan(row(table, 1)[1] ?? 1);
  });
});

describe('order of losses', () => {
  const loss = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom(Number.POSITIVE_INFINITY, -1e300));

  it('has the wanted ones in their places whatever the ties, and all others once', () => {
    fc.assert(
      fc.property(fc.array(loss), fc.nat(40), (losses, wanted) => {
        const all = orderLosses(losses.map((value) => [value]));
        const first = orderLosses(
          losses.map((value) => [value]),
          wanted,
        );
        expect(first.slice(0, wanted)).toEqual(all.slice(0, wanted));
        expect([...first].sort((a, b) => a - b)).toEqual(losses.map((_, at) => at));
      }),
    );
  });
});
