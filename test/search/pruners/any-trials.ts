import fc from 'fast-check';
import type { ObservedTrial, Report } from '../../../pipeline/search/observed-trial.js';
import type { TrialState } from '../../../pipeline/study/trial.js';

/** Few values, so that there are ties; and all that a training can give. */
const anyLoss = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 2, 3) },
  { weight: 3, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity, 1e308, -1e308) },
);

export const anyLosses = (objectives: number): fc.Arbitrary<readonly number[]> =>
  fc.array(anyLoss, { minLength: objectives, maxLength: objectives });

/** Ascending, with gaps. */
export const anyReports = (objectives: number): fc.Arbitrary<readonly Report[]> =>
  fc
    .uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 8 })
    .chain((steps) =>
      fc.tuple(...steps.sort((a, b) => a - b).map((step) => anyLosses(objectives).map((losses) => ({ step, losses })))),
    );

/** Trials in every state, of which the last is the one to judge. */
export const anyTrials = (objectives: number): fc.Arbitrary<readonly ObservedTrial[]> =>
  fc
    .array(
      fc.record({
        state: fc.constantFrom<TrialState>('COMPLETE', 'COMPLETE', 'PRUNED', 'FAIL', 'RUNNING', 'WAITING'),
        reports: anyReports(objectives),
        losses: anyLosses(objectives),
      }),
      { minLength: 1, maxLength: 14 },
    )
    .map((trials) =>
      trials.map(({ state, reports, losses }, number) => ({
        number,
        state: number === trials.length - 1 ? 'RUNNING' : state,
        parameters: {},
        losses: state === 'COMPLETE' && number < trials.length - 1 ? losses : [],
        ...(reports.length > 0 && { reports }),
      })),
    );
