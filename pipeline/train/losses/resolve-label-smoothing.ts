import { StudyFileError } from '../../errors.js';
import { quoteValue } from '../../study/quote-value.js';
import type { Loss } from './loss.js';
import { type LossName, losses } from './registry.js';

/** @throws StudyFileError when it is not a share of a target, or the loss has none that could be smoothed. */
export function resolveLabelSmoothing(smoothing: number, name: LossName): number {
  if (!(typeof smoothing === 'number' && smoothing >= 0 && smoothing < 1)) {
    throw new StudyFileError(`\`training.labelSmoothing\` must be a number in [0, 1), got ${quoteValue(smoothing)}`);
  }
  const loss: Loss = losses[name];
  if (smoothing === 0 || loss.uninformedTarget) return smoothing;
  const fitting = Object.entries<Loss>(losses).flatMap(([key, { uninformedTarget }]) =>
    uninformedTarget ? [key] : [],
  );
  throw new StudyFileError(
    `\`training.labelSmoothing\` is for the losses ${fitting.join(' and ')}, got ${smoothing} with ${quoteValue(name)}: ` +
      'leave it out, or take one of these losses',
  );
}
