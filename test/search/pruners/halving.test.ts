import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ObservedTrial, Report } from '../../../pipeline/search/observed-trial.js';
import type { Pruner } from '../../../pipeline/search/pruner.js';
import { pruners } from '../../../pipeline/search/pruners/registry.js';
import { curve, sparseCurve } from './curves.js';

describe('asha', () => {
  const asha = pruners.asha.create({ minResource: 3, reductionFactor: 3 });
  const peers = [0, 1, 2, 3, 4, 5, 6, 7].map((loss) => curve(loss, [9, 9, loss]));

  it('lets the best third of those at the rung go on, and says so', () => {
    expect(asha.shouldPrune(curve(20, [0, 0, 5.5]), peers)).toBe('asha: 7th of 9 at step 3, the best 3 go on');
    expect(asha.shouldPrune(curve(20, [9, 9, 1.5]), peers)).toBeUndefined();
    expect(asha.shouldPrune(curve(20, [9, 9, 2]), peers)).toBeUndefined();
    expect(asha.shouldPrune(curve(20, [9, 9, 2.5]), peers)).toMatch(/4th of 9/);
    expect(asha.shouldPrune(curve(20, [9, 9, 3]), peers.slice(0, 2))).toMatch(/3rd of 3 at step 3, the best goes on/);
  });

  it('judges at rungs only: 3, 9, 27, ... steps', () => {
    const long = (steps: number) => curve(20, Array<number>(steps).fill(99));
    const complete = peers.map(({ number }) => curve(number, Array<number>(60).fill(number), 'COMPLETE'));
    const judged = Array.from({ length: 50 }, (_, i) => i + 1).filter((steps) =>
      asha.shouldPrune(long(steps), complete),
    );
    expect(judged).toEqual([3, 9, 27]);
  });

  it('leaves out the lowest rungs with a minimum rate, and those that a full run does not get past', () => {
    const pruner = pruners.asha.create({
      minResource: 2,
      reductionFactor: 2,
      minEarlyStoppingRate: 1,
      maxResource: 16,
    });
    const complete = peers.map(({ number }) => curve(number, Array<number>(40).fill(number), 'COMPLETE'));
    const judged = Array.from({ length: 40 }, (_, i) => i + 1).filter((steps) =>
      pruner.shouldPrune(curve(20, Array<number>(steps).fill(99)), complete),
    );
    expect(judged).toEqual([4, 8]);
  });

  it('begins at a twelfth of a full run: as told, or as long as a complete trial was', () => {
    const pruner = pruners.asha.create({});
    const bad = (steps: number) => curve(20, Array<number>(steps).fill(99));
    const rungs = (full: number, trials: readonly ObservedTrial[], steps?: number) =>
      Array.from({ length: full - 1 }, (_, i) => i + 1).filter((step) =>
        pruner.shouldPrune(bad(step), trials, steps === undefined ? {} : { steps }),
      );
    const running = [curve(1, Array<number>(50).fill(1)), curve(2, Array<number>(50).fill(2))];
    expect(rungs(50, running, 50)).toEqual([4, 8, 16, 32]);
    expect(rungs(50, running)).toEqual([]);
    expect(rungs(30, [curve(1, Array<number>(30).fill(1), 'COMPLETE'), ...running])).toEqual([3, 6, 12, 24]);
    expect(rungs(4, running, 4)).toEqual([1, 2]);
  });

  it('counts every trial that got to the rung, whatever became of it, and those with NaN as worst', () => {
    const mixed = [
      curve(1, [9, 9, 1], 'PRUNED'),
      curve(2, [9, 9, 2], 'FAIL'),
      curve(3, [9, 9, Number.NaN], 'FAIL'),
      curve(4, [9, 9, Number.POSITIVE_INFINITY]),
      curve(5, [9, 9, 1.5, 0], 'COMPLETE'),
      curve(6, [0, 0]),
    ];
    expect(asha.shouldPrune(curve(20, [9, 9, 3]), mixed)).toMatch(/4th of 6 at step 3, the best 2 go on/);
    expect(asha.shouldPrune(curve(20, [9, 9, 1.2]), mixed)).toBeUndefined();
    expect(asha.shouldPrune(curve(20, [9, 9, Number.NaN]), [])).toBe('asha: not a number at step 3');
  });

  it('judges by the first report from a rung on, at each rung that it passes', () => {
    const sparse = [
      sparseCurve(1, [
        [1, 0],
        [5, 2],
      ]),
      sparseCurve(2, [
        [4, 1],
        [10, 7],
      ]),
      sparseCurve(3, [[2, 0]]),
    ];
    expect(
      asha.shouldPrune(
        sparseCurve(20, [
          [2, 9],
          [4, 1.5],
        ]),
        sparse,
      ),
    ).toMatch(/2nd of 3 at step 3/);
    expect(
      asha.shouldPrune(
        sparseCurve(20, [
          [2, 9],
          [12, 0.5],
        ]),
        sparse,
      ),
    ).toBeUndefined();
    const late = [
      ...sparse,
      sparseCurve(4, [
        [3, 5],
        [9, 0.4],
      ]),
    ];
    expect(
      asha.shouldPrune(
        sparseCurve(20, [
          [2, 9],
          [12, 0.5],
        ]),
        late,
      ),
    ).toMatch(/2nd of 3 at step 9/);
  });

  it('orders trials of several objectives by fronts, then by crowding', () => {
    const front = [
      [0, 4],
      [1, 3],
      [3, 1],
      [4, 0],
      [5, 5],
      [6, 6],
      [7, 7],
      [8, 8],
    ];
    const rivals = front.map((losses, number) => curve(number, [losses]));
    const pruner = pruners.asha.create({ minResource: 1, reductionFactor: 3 });
    expect(pruner.shouldPrune(curve(20, [[-1, 9]]), rivals)).toBeUndefined();
    expect(pruner.shouldPrune(curve(20, [[4.5, 4.5]]), rivals)).toMatch(/5th of 9 at step 1, the best 3 go on/);
    // On the front: the two ends and the less crowded (3, 1) come first.
    expect(pruner.shouldPrune(curve(20, [[1.1, 2.9]]), rivals)).toMatch(/4th of 9 at step 1, the best 3 go on/);
    // The same with the numbers of one objective alone.
    const single = [0, 1, 2, 3, 4, 5, 6, 7].map((loss, number) => curve(number, [[loss, loss]]));
    expect(pruner.shouldPrune(curve(20, [[2.5, 2.5]]), single)).toMatch(/4th of 9/);
  });
});

describe('hyperband', () => {
  const judgedSteps = (pruner: Pruner, number: number, steps: number) => {
    const best = curve(1000, Array<number>(steps).fill(0));
    const bad = (length: number) => curve(number, Array<number>(length).fill(9));
    return Array.from({ length: steps - 1 }, (_, i) => i + 1).filter((step) =>
      pruner.shouldPrune(bad(step), [best], { steps }),
    );
  };

  it('leaves out one rung for every ninth trial, two for every 81st, ..., where a third goes on', () => {
    const pruner = pruners.hyperband.create({ minResource: 1, reductionFactor: 3 });
    expect(judgedSteps(pruner, 0, 27)).toEqual([1, 3, 9]);
    expect(judgedSteps(pruner, 7, 27)).toEqual([1, 3, 9]);
    expect(judgedSteps(pruner, 8, 27)).toEqual([3, 9]);
    expect(judgedSteps(pruner, 17, 27)).toEqual([3, 9]);
    expect(judgedSteps(pruner, 80, 27)).toEqual([9]);
    expect(judgedSteps(pruner, 728, 27)).toEqual([]);
    expect(judgedSteps(pruner, 6560, 27)).toEqual([]);
    expect(judgedSteps(pruner, 729, 27)).toEqual([1, 3, 9]);
  });

  it('begins by default at a twelfth of a full run', () => {
    const pruner = pruners.hyperband.create({});
    expect(judgedSteps(pruner, 0, 50)).toEqual([4, 12, 36]);
    expect(judgedSteps(pruner, 0, 100)).toEqual([8, 24, 72]);
    expect(judgedSteps(pruner, 0, 8)).toEqual([1, 3]);
    expect(judgedSteps(pruner, 8, 8)).toEqual([3]);
    expect(judgedSteps(pruner, 0, 2)).toEqual([1]);
  });

  it('compares with all trials that got to the rung, of any bracket', () => {
    const pruner = pruners.hyperband.create({ minResource: 1, reductionFactor: 3, maxResource: 27 });
    const unpruned = curve(26, Array<number>(27).fill(1), 'COMPLETE');
    expect(pruner.shouldPrune(curve(0, [2]), [unpruned])).toBe(
      'hyperband: 2nd of 2 at step 1, the best goes on (bracket 0)',
    );
  });

  it('waits until it knows how long a full run is', () => {
    const pruner = pruners.hyperband.create({});
    const running = curve(1, Array<number>(16).fill(1));
    expect(pruner.shouldPrune(curve(0, [2]), [running])).toBeUndefined();
    expect(pruner.shouldPrune(curve(0, [2]), [{ ...running, state: 'COMPLETE' }])).toMatch(/2nd of 2 at step 1/);
  });
});

describe('studies with several workers', () => {
  interface Event {
    readonly trial: number;
    readonly step: number;
    readonly loss: number;
    readonly ended: boolean;
  }

  /** Trials report in the order of `turns`, four at a time, each up to 16 steps. */
  function replay(pruner: Pruner, turns: readonly number[], losses: readonly number[]): readonly Event[] {
    const observed: ObservedTrial[] = [];
    const running: { readonly number: number; readonly reports: Report[] }[] = [];
    const events: Event[] = [];
    for (const [i, turn] of turns.entries()) {
      while (running.length < 4) {
        running.push({ number: observed.length, reports: [] });
        observed.push(curve(observed.length, []));
      }
      const place = turn % running.length;
      const run = running[place];
      if (!run) continue;
      const step = run.reports.length + 1;
      const loss = losses[i % losses.length] ?? 0;
      run.reports.push({ step, losses: [loss] });
      const trial = {
        number: run.number,
        state: 'RUNNING' as const,
        parameters: {},
        losses: [],
        reports: [...run.reports],
      };
      observed[run.number] = trial;
      const ended = pruner.shouldPrune(trial, observed, { steps: 16 }) !== undefined;
      events.push({ trial: run.number, step, loss, ended });
      if (ended || step === 16) running.splice(place, 1);
      if (ended) observed[run.number] = { ...trial, state: 'PRUNED' };
      else if (step === 16) observed[run.number] = { ...trial, state: 'COMPLETE', losses: [loss] };
    }
    return events;
  }

  const anyTurns = fc.array(fc.nat(3), { minLength: 20, maxLength: 200 });
  const anyCurveLosses = fc.array(
    fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 0, max: 20 }) }, fc.constantFrom(Number.NaN, Infinity)),
    { minLength: 5, maxLength: 60 },
  );

  it('asha decides like a table of rungs that is filled as trials come (the algorithm as it is published)', () => {
    fc.assert(
      fc.property(anyTurns, anyCurveLosses, fc.integer({ min: 2, max: 4 }), (turns, losses, factor) => {
        const pruner = pruners.asha.create({ minResource: 1, reductionFactor: factor });
        const rungs = new Map<number, number[]>();
        for (const { step, loss, ended } of replay(pruner, turns, losses)) {
          let rung = 1;
          while (rung < step) rung *= factor;
          if (rung !== step || step === 16) {
            expect(ended).toBe(false);
            continue;
          }
          const table = [...(rungs.get(step) ?? []), Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss];
          rungs.set(step, table);
          const cutoff = [...table].sort((a, b) => (a < b ? -1 : 1))[Math.ceil(table.length / factor) - 1];
          expect(ended).toBe(!(loss <= (cutoff ?? 0)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['asha', pruners.asha.create({})],
    ['asha from the first step', pruners.asha.create({ minResource: 1, reductionFactor: 4 })],
    ['hyperband', pruners.hyperband.create({ minResource: 1, reductionFactor: 2 })],
  ])('%s never ends the best so far of any rung, the lowest included', (_, pruner) => {
    fc.assert(
      fc.property(anyTurns, anyCurveLosses, (turns, losses) => {
        const best = new Map<number, number>();
        for (const { step, loss, ended } of replay(pruner, turns, losses)) {
          const least = Math.min(best.get(step) ?? Number.POSITIVE_INFINITY, Number.isNaN(loss) ? Infinity : loss);
          best.set(step, least);
          if (loss === least) expect(ended).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });
});
