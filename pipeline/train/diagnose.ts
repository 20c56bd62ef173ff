import type { Task } from '../load/data.js';
import type { EpochRecord } from '../study/trial.js';

export type Diagnosis = 'diverged' | 'oscillating' | 'slow' | 'plateau' | 'underfit' | 'overfit' | 'good';

/** Every number the verdicts depend on. Losses fall from the first epoch's value; "fall" is that distance. */
const thresholds = {
  /** A curve of fewer epochs says nothing. */
  fewestEpochs: 3,
  /** diverged: the last training loss is this many times the first. */
  explosion: 2,
  /** oscillating: this share of all movement of the training loss goes up ... */
  upwardShare: 0.3,
  /** ... and the movement matters: it exceeds this share of the mean loss. */
  movement: 0.2,
  /** overfit: validation loss ends this share of its minimum above the minimum, while training loss went on falling ... */
  rise: 0.1,
  /** ... and the rise takes back this share of what validation loss had fallen since the first epoch. */
  takenBack: 0.05,
  /** slow: the last epoch still fell by this share of a straight line's fall per epoch. */
  linearShare: 0.5,
  /** plateau: over the second half of the epochs the training loss changed by less than this share of itself. */
  standstill: 0.02,
  /** plateau and underfit: skill on the training rows below this. */
  skill: 0.6,
} as const;

/**
 * A verdict on learning curves (docs/methodology.md), the first that applies of: diverged, overfit, oscillating, slow, plateau,
 * underfit, good; empty for fewer than three epochs. Skill is the score on the scale where guessing is 0 and
 * perfection 1: (accuracy - 1/classes) / (1 - 1/classes), or R2.
 */
export function diagnose(curve: readonly EpochRecord[], task: Task): Diagnosis | '' {
  if (curve.some((record) => !Number.isFinite(record.trainLoss + record.validationLoss))) return 'diverged';
  const [first, last] = [curve.at(0), curve.at(-1)];
  if (!first || !last || curve.length < thresholds.fewestEpochs) return '';
  if (last.trainLoss > first.trainLoss * thresholds.explosion) return 'diverged';
  if (isOverfit(curve, first, last)) return 'overfit';
  const losses = curve.map((record) => record.trainLoss);
  if (isOscillating(losses)) return 'oscillating';
  if (isStillFalling(losses) && last.validationLoss < first.validationLoss) return 'slow';
  if (skill(last.trainScore, task) < thresholds.skill) return isStandingStill(losses) ? 'plateau' : 'underfit';
  return 'good';
}

function isOverfit(curve: readonly EpochRecord[], first: EpochRecord, last: EpochRecord): boolean {
  const lowest = curve.reduce((best, record) => (record.validationLoss < best.validationLoss ? record : best));
  const rise = last.validationLoss - lowest.validationLoss;
  return (
    rise > thresholds.rise * lowest.validationLoss &&
    rise > thresholds.takenBack * (first.validationLoss - lowest.validationLoss) &&
    last.trainLoss < lowest.trainLoss
  );
}

function isOscillating(losses: readonly number[]): boolean {
  const moves = losses.slice(1).map((loss, i) => loss - (losses[i] ?? loss));
  const movement = moves.reduce((sum, move) => sum + Math.abs(move), 0);
  const upward = moves.reduce((sum, move) => sum + Math.max(move, 0), 0);
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  return movement > thresholds.movement * mean && upward > thresholds.upwardShare * movement;
}

function isStillFalling(losses: readonly number[]): boolean {
  const [first = 0, before = 0, last = 0] = [losses.at(0), losses.at(-2), losses.at(-1)];
  const straightLine = (first - last) / (losses.length - 1);
  // A loss that hardly moved at all stands still, however straight its line is.
  const moved = first - last > thresholds.standstill * first;
  return moved && before - last > thresholds.linearShare * straightLine;
}

function isStandingStill(losses: readonly number[]): boolean {
  const half = losses.slice(Math.floor(losses.length / 2) - 1);
  const [start = 0, end = 0] = [half.at(0), half.at(-1)];
  return Math.abs(start - end) < thresholds.standstill * Math.abs(start);
}

function skill(score: number, task: Task): number {
  const chance = task.kind === 'classification' ? 1 / task.classes.length : 0;
  return (score - chance) / (1 - chance);
}
