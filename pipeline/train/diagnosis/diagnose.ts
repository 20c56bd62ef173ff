import type { EpochRecord } from '../../study/trial.js';
import { adviceOn } from './advice.js';
import { columnsOf, endOf } from './curve-shape.js';
import { hasDiverged, isOscillating, isOverfit, isPlateau, isSlow, isUnderfit, type JudgedCurves } from './findings.js';
import { thresholds } from './thresholds.js';
import type { TrainingVerdict } from './training-verdict.js';

/** A verdict on learning curves, and what to do about it. */
export interface Diagnosis {
  readonly verdict: TrainingVerdict;
  /** Empty where nothing is wrong. */
  readonly advice: string;
}

/** In the order in which they are looked for: what is found first explains the rest. */
const findings: readonly (readonly [TrainingVerdict, (curves: JudgedCurves) => boolean])[] = [
  ['diverged', hasDiverged],
  ['oscillating', isOscillating],
  ['overfit', isOverfit],
  ['slow', isSlow],
  ['plateau', isPlateau],
  ['underfit', isUnderfit],
];

/**
 * A verdict on a training's curves (docs/training.md, Diagnosis); undefined where they are too short for one.
 * @param guess the score of a guess, which skill is measured from; see `guessingScore`
 * @param brokenOff training ended because a loss was no longer a finite number
 */
export function diagnose(history: readonly EpochRecord[], guess: number, brokenOff = false): Diagnosis | undefined {
  const verdict = brokenOff ? 'diverged' : verdictOn(history, guess);
  return verdict && { verdict, advice: adviceOn({ diagnosis: verdict, curve: history }) };
}

function verdictOn(history: readonly EpochRecord[], guess: number): TrainingVerdict | undefined {
  const curves = columnsOf(history);
  if ([...curves.trainLoss, ...curves.validationLoss].some((loss) => !Number.isFinite(loss))) return 'diverged';
  if (history.length < thresholds.fewestEpochs) return undefined;
  const skill = (scores: readonly number[]) => (endOf(scores) - guess) / (1 - guess);
  const judged = { ...curves, trainSkill: skill(curves.trainScore), validationSkill: skill(curves.validationScore) };
  const [verdict = 'good'] = findings.find(([, holds]) => holds(judged)) ?? [];
  return verdict;
}
