import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestTrial, bestTrials } from '../../../pipeline/run/ask-tell/best-trials.js';
import { createStudy } from '../../../pipeline/run/ask-tell/create-study.js';
import type { CompleteTrial, StudyTrial } from '../../../pipeline/run/ask-tell/study-trial.js';
import type { Directions } from '../../../pipeline/run/ask-tell/trial-outcome.js';
import { float } from '../../../pipeline/study/space.js';

const value = fc.constantFrom(-1, 0, 1, 2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
const violations = fc.constantFrom<readonly number[]>([], [0, 0], [0, 2], [Number.POSITIVE_INFINITY, 0]);
const softViolations = fc.constantFrom<readonly number[]>([], [0], [3]);

const anyTrials = fc
  .array(
    fc.record({
      values: fc.tuple(value, value),
      violations,
      softViolations,
      state: fc.constantFrom('COMPLETE', 'COMPLETE', 'PRUNED', 'FAIL', 'RUNNING', 'WAITING'),
    }),
    { maxLength: 12 },
  )
  .map((records) =>
    records.map(({ state, values, violations, softViolations }, number): StudyTrial => {
      const base = { number, params: {}, reports: [] };
      const broken = { violations, softViolations };
      if (state === 'COMPLETE') return { ...base, ...broken, state, values };
      if (state === 'PRUNED' || state === 'FAIL') return { ...base, ...broken, state, reason: 'x' };
      return state === 'RUNNING' ? { ...base, state } : { ...base, state: 'WAITING', claimed: false };
    }),
  );

const anyDirections = fc.constantFrom<Directions>(
  ['minimize', 'minimize'],
  ['minimize', 'maximize'],
  ['maximize', 'minimize'],
  ['maximize', 'maximize'],
);

/** Straight from the definitions. */
function frontOf(trials: readonly StudyTrial[], directions: Directions): readonly CompleteTrial[] {
  const holds = (all: readonly number[]) => !all.some((violation) => violation > 0);
  const feasible = trials.flatMap((trial) => (trial.state === 'COMPLETE' && holds(trial.violations) ? [trial] : []));
  const preferred = feasible.filter((trial) => holds(trial.softViolations));
  const candidates = preferred.length > 0 ? preferred : feasible;
  const better = (a: number, b: number, objective: number) => (directions[objective] === 'maximize' ? a > b : a < b);
  const dominates = (a: CompleteTrial, b: CompleteTrial) =>
    a.values.some((x, i) => better(x, b.values[i] ?? 0, i)) && !a.values.some((x, i) => better(b.values[i] ?? 0, x, i));
  return candidates.filter((trial) => !candidates.some((other) => dominates(other, trial)));
}

describe('the best trials', () => {
  it('are the front of the complete trials that break no constraint', () => {
    fc.assert(
      fc.property(anyTrials, anyDirections, (trials, directions) => {
        expect(bestTrials(trials, directions)).toEqual(frontOf(trials, directions));
      }),
      { numRuns: 500 },
    );
  });

  it('begin with the one that is best by the first objective', () => {
    fc.assert(
      fc.property(anyTrials, anyDirections, (trials, directions) => {
        const front = frontOf(trials, directions);
        const firsts = front.map(({ values: [first = 0] }) => first);
        const best = directions[0] === 'maximize' ? Math.max(...firsts) : Math.min(...firsts);
        const expected = front.find(({ values }) => values[0] === best);
        expect(bestTrial(trials, directions)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('of a single objective share the best value', () => {
    const trials = [3, 1, 2, 1].map(
      (loss, number): StudyTrial => ({
        number,
        state: 'COMPLETE',
        params: {},
        reports: [],
        values: [loss],
        violations: [],
        softViolations: [],
      }),
    );
    expect(bestTrials(trials, ['minimize']).map(({ number }) => number)).toEqual([1, 3]);
    expect(bestTrial(trials, ['minimize'])?.number).toBe(1);
    expect(bestTrials(trials, ['maximize']).map(({ number }) => number)).toEqual([0]);
  });
});

it('a trial that breaks a constraint is never the best; one that breaks a preference only while all do', async () => {
  const study = await createStudy({ space: { x: float(0, 1) }, directions: ['maximize'] });
  const tell = async (values: number, broken: { violations?: number[]; softViolations?: number[] }) =>
    study.tell(await study.ask(), { state: 'COMPLETE', values, ...broken });
  await tell(9, { violations: [-1, 0.1] });
  expect(study.bestTrial).toBeUndefined();
  await tell(8, { violations: [Number.NaN] });
  expect(study.bestTrials).toEqual([]);
  await tell(3, { violations: [-2, 0], softViolations: [1] });
  expect(study.bestTrial?.number).toBe(2);
  await tell(1, { violations: [0, -1], softViolations: [-0.5] });
  expect(study.bestTrials.map(({ number }) => number)).toEqual([3]);
  expect(study.trials.map((trial) => ('violations' in trial ? trial.violations : []))).toEqual([
    [0, 0.1],
    [Number.POSITIVE_INFINITY],
    [0, 0],
    [0, 0],
  ]);
});
