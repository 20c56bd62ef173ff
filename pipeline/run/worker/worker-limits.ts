import type { TrialLimits } from '../../study/study-controls.js';

/** Seconds of a worker process, by a clock that stands still while the conductor does. */
export interface TimeSpent {
  /** Since the last sign of life. */
  silent: number;
  /** On `trial`; where there is none yet, on loading the study. */
  working: number;
  trial?: number;
}

/** Why a worker has to be ended, if it has. */
export function describeOverdue(
  { silent, working, trial }: Readonly<TimeSpent>,
  { silentSeconds, startSeconds, trialSeconds = Number.POSITIVE_INFINITY }: TrialLimits,
): string | undefined {
  if (trial === undefined) {
    if (working <= startSeconds) return undefined;
    return `worker had not loaded the study and its data after ${startSeconds} s (\`limits.startSeconds\`)`;
  }
  if (working > trialSeconds) return `trial took longer than its ${trialSeconds} s (\`limits.trialSeconds\`)`;
  if (silent <= silentSeconds) return undefined;
  return `worker gave no sign of life for ${silentSeconds} s (\`limits.silentSeconds\`): an endless loop?`;
}

/** In bytes. Where memory is limited a trial must find half of what the limit leaves it, whatever ran before. */
export function largestGrowth(
  { growthMb, trialMemoryMb = Number.POSITIVE_INFINITY }: TrialLimits,
  loaded: number,
): number {
  return Math.min(growthMb * 1e6, (trialMemoryMb * 1e6 - loaded) / 2);
}
