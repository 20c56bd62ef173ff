import { meritOf } from '../rank/rank-trials.js';
import { objectiveLosses } from '../study/objective-losses.js';
import type { Study } from '../study/study.js';
import type { TrialRecord } from '../study/trial.js';
import type { TrialResult } from './stop-rules.js';

/** Undefined for a trial that is not complete, lacks an objective, or breaks a hard constraint. */
export function trialResult(
  { state, metrics }: TrialRecord,
  { objectives, constraints }: Pick<Study, 'objectives' | 'constraints'>,
): TrialResult | undefined {
  const losses = state === 'COMPLETE' ? objectiveLosses(metrics, objectives) : undefined;
  const merit = meritOf(metrics, constraints);
  return losses && merit !== 'infeasible' ? { losses, preferred: merit === 'preferred' } : undefined;
}
