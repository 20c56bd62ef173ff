import type { Direction } from '../../study/trial.js';
import type { TrialResult } from '../stop-rules.js';
import { observeStudyTrial } from './observe-study-trial.js';
import type { CompleteTrial, StudyTrial } from './study-trial.js';

/** Undefined for a trial that is not complete or breaks a constraint. */
export function trialResult(trial: StudyTrial, directions: readonly Direction[]): TrialResult | undefined {
  if (!isFeasible(trial)) return undefined;
  return { losses: observeStudyTrial(trial, directions).losses, preferred: holds(trial.softViolations) };
}

export const isFeasible = (trial: StudyTrial): trial is CompleteTrial =>
  trial.state === 'COMPLETE' && holds(trial.violations);

export const holds = (violations: readonly number[]) => violations.every((violation) => violation <= 0);
