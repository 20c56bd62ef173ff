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

const anyReports = fc.uniqueArray(fc.record({ step: fc.integer({ min: 1, max: 12 }), loss: anyLoss }), {
  selector: ({ step }) => step,
  maxLength: 4,
});

/** Any end of a trial of one objective, or none yet. */
export const anyOutcome: fc.Arbitrary<Outcome> = fc
  .record({
    state: fc.constantFrom('COMPLETE', 'COMPLETE', 'COMPLETE', 'PRUNED', 'PRUNED', 'FAIL', 'RUNNING', 'WAITING'),
    loss: anyLoss,
    reports: anyReports,
    violation: fc.constantFrom(undefined, undefined, 0, 0.5, Infinity),
  })
  .map(({ state, loss, reports, violation }): Outcome => {
    const sorted = [...reports].sort((a, b) => a.step - b.step);
    const isOver = state !== 'RUNNING' && state !== 'WAITING';
    return {
      state,
      losses: state === 'COMPLETE' ? [loss] : [],
      ...(sorted.length > 0 && { reports: sorted.map(({ step, loss }) => ({ step, losses: [loss] })) }),
      ...(isOver && violation !== undefined && { violations: [violation] }),
    };
  });
