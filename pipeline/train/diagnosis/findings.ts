import { median } from '../../quantile.js';
import { type Curves, endOf, firstOf, mean, smoothed, steps } from './curve-shape.js';
import { thresholds } from './thresholds.js';

/** Curves with the skill they ended with: the score on the scale where guessing is 0 and perfection is 1. */
export interface JudgedCurves extends Curves {
  readonly trainSkill: number;
  readonly validationSkill: number;
}

export function hasDiverged({ trainLoss, validationLoss, trainSkill }: JudgedCurves): boolean {
  const [first, end] = [firstOf(trainLoss), endOf(trainLoss)];
  const learntLittle = trainSkill < thresholds.enough;
  return (
    (end > first * thresholds.endedAbove && learntLittle) ||
    (first > end * thresholds.begunAbove && learntLittle) ||
    Math.max(...trainLoss) > first * thresholds.onceAbove ||
    endOf(validationLoss) > first * thresholds.validationAbove
  );
}

export function isOscillating({ trainLoss }: Curves): boolean {
  const middle = Math.floor(trainLoss.length / 2);
  const moves = steps(trainLoss.slice(middle - 1));
  const upward = moves.reduce((sum, move) => sum + Math.max(move, 0), 0);
  const downward = moves.reduce((sum, move) => sum + Math.max(-move, 0), 0);
  // What is gone there and back again; a loss that only rises does not swing.
  const swing = Math.min(upward, downward);
  const level = median(trainLoss.slice(0, middle));
  return swing > thresholds.swingShare * (upward + downward) && swing / moves.length > thresholds.swingStep * level;
}

export function isOverfit(curves: JudgedCurves): boolean {
  return hasRisen(curves) || hasGap(curves);
}

function hasRisen({ trainLoss, validationLoss }: Curves): boolean {
  const validation = smoothed(validationLoss);
  const train = smoothed(trainLoss);
  const lowest = Math.min(...validation);
  const rise = (validation.at(-1) ?? Number.NaN) - lowest;
  return (
    rise > thresholds.rise * lowest &&
    rise > thresholds.takenBack * (firstOf(validationLoss) - lowest) &&
    (train.at(-1) ?? Number.NaN) < (train[validation.indexOf(lowest)] ?? Number.NaN)
  );
}

function hasGap(curves: JudgedCurves): boolean {
  const { trainLoss, trainSkill, validationSkill } = curves;
  const since = trainLoss[epochOfOverfit(curves) - 1] ?? Number.NaN;
  return (
    trainSkill > thresholds.enough &&
    trainSkill - validationSkill > thresholds.skillGap &&
    since > endOf(trainLoss) * thresholds.inVain
  );
}

/** The epoch, from 1, after which training no longer helped the validation rows. */
export function epochOfOverfit({ validationLoss }: Curves): number {
  const lowest = Math.min(...validationLoss);
  return validationLoss.findIndex((loss) => loss <= lowest * (1 + thresholds.closeToLowest)) + 1;
}

export function isSlow({ trainLoss, validationLoss, trainSkill }: JudgedCurves): boolean {
  const [first, last] = [firstOf(trainLoss), trainLoss.at(-1) ?? Number.NaN];
  // A loss that hardly moved at all stands still, however straight its line is.
  const moved = first - last > thresholds.fallen * first;
  if (!moved || endOf(validationLoss) >= firstOf(validationLoss)) return false;
  const fall = (first - last) / (trainLoss.length - 1);
  const third = Math.max(1, Math.floor(trainLoss.length / 3));
  const lateFall = -mean(steps(smoothed(trainLoss)).slice(-third));
  const slows = lateFall < thresholds.speed * fall;
  const wouldLearn =
    trainSkill < thresholds.enough &&
    lateFall > thresholds.lowSpeed * fall &&
    lateFall > thresholds.stillFalling * endOf(trainLoss);
  return !slows || wouldLearn;
}

export function isPlateau({ trainLoss, trainSkill }: JudgedCurves): boolean {
  const half = trainLoss.slice(Math.floor(trainLoss.length / 2) - 1);
  const end = endOf(trainLoss);
  return (
    trainSkill < thresholds.nothing &&
    Math.abs(firstOf(half) - end) < thresholds.standstill * Math.abs(firstOf(half)) &&
    end < Math.min(...smoothed(trainLoss)) * (1 + thresholds.aboveLowest)
  );
}

export function isUnderfit({ trainSkill }: JudgedCurves): boolean {
  return trainSkill < thresholds.enough;
}
