import type { EpochRecord } from '../study/trial.js';

/** When a training has waited long enough; see `TrainingPlan.earlyStopping`. */
export interface EarlyStoppingRule {
  readonly patience: number;
  readonly minDelta: number;
  /** Of the validation rows. */
  readonly watched: 'loss' | 'score';
}

/** Says after every epoch whether it is the best so far, and whether to wait any longer. */
export interface EarlyStopping {
  /** Call once an epoch, in their order. */
  next(record: EpochRecord): { readonly isBest: boolean; readonly shouldStop: boolean };
  /** The epoch of the lowest loss or the highest score so far; the earlier one of equals. */
  readonly bestEpoch: number;
}

/**
 * Progress is a value that is better by more than `minDelta` than that of the last progress, so that many small steps add
 * up to one; `patience` counts the epochs since. The best epoch is simply the best, progress or not.
 */
export function earlyStopping({ patience, minDelta, watched }: EarlyStoppingRule): EarlyStopping {
  const costOf = ({ validationLoss, validationScore }: EpochRecord) =>
    watched === 'loss' ? validationLoss : -validationScore;
  let best = { epoch: 0, cost: Number.POSITIVE_INFINITY };
  let progress = best;
  return {
    next(record) {
      const now = { epoch: record.epoch, cost: costOf(record) };
      const isBest = now.cost < best.cost;
      if (isBest) best = now;
      if (now.cost < progress.cost - minDelta) progress = now;
      return { isBest, shouldStop: record.epoch - progress.epoch >= patience };
    },
    get bestEpoch() {
      return best.epoch;
    },
  };
}
