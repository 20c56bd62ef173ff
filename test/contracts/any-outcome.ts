import fc from 'fast-check';
import type { ObservedTrial } from '../../pipeline/search/observed-trial.js';

/** What became of a trial. */
export type Outcome = Omit<ObservedTrial, 'number' | 'parameters'>;

/** Few values, so that there are ties; and all that a training can give. */
const anyLoss = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 2.5, -3) },
  { weight: 3, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity, 1e308, -1e308, 5e-324) },
);

/** Any end of a trial, or none yet. */
export function anyOutcome(objectives: number): fc.Arbitrary<Outcome> {
  const losses = fc.array(anyLoss, { minLength: objectives, maxLength: objectives });
  const reports = fc.uniqueArray(fc.record({ step: fc.integer({ min: 1, max: 12 }), losses }), {
    selector: ({ step }) => step,
    maxLength: 4,
  });
  return fc
    .record({
      state: fc.constantFrom('COMPLETE', 'COMPLETE', 'COMPLETE', 'PRUNED', 'PRUNED', 'FAIL', 'RUNNING', 'WAITING'),
      losses,
      reports,
      violation: fc.constantFrom(undefined, undefined, 0, 0.5, Infinity),
    })
    .map(({ state, losses, reports, violation }): Outcome => {
      const isOver = state !== 'RUNNING' && state !== 'WAITING';
      return {
        state,
        losses: state === 'COMPLETE' ? losses : [],
        ...(reports.length > 0 && { reports: reports.toSorted((a, b) => a.step - b.step) }),
        ...(isOver && violation !== undefined && { violations: [violation] }),
      };
    });
}
