import type { ObservedTrial } from '../../../pipeline/search/observed-trial.js';
import type { TrialState } from '../../../pipeline/study/trial.js';

/** A trial that reported these losses at steps 1, 2, ...; a complete one ends with the last of them. */
export function curve(
  number: number,
  losses: readonly (number | readonly number[])[],
  state: TrialState = 'RUNNING',
): ObservedTrial {
  return sparseCurve(
    number,
    losses.map((loss, i) => [i + 1, loss]),
    state,
  );
}

/** A trial that reported these losses at these steps. */
export function sparseCurve(
  number: number,
  points: readonly (readonly [step: number, loss: number | readonly number[]])[],
  state: TrialState = 'RUNNING',
): ObservedTrial {
  const reports = points.map(([step, loss]) => ({ step, losses: [loss].flat() }));
  return {
    number,
    state,
    parameters: {},
    losses: state === 'COMPLETE' ? (reports.at(-1)?.losses ?? []) : [],
    ...(reports.length > 0 && { reports }),
  };
}
