import { z } from 'zod';
import { reduction, share } from './option-schemas.js';
import { defineSchedule } from './schedule.js';

const epochs = z.int({ error: 'must be a whole number' }).min(0, { error: 'must not be negative' });

const options = z.strictObject({
  factor: reduction.default(0.1),
  /** So many epochs in a row without a lower validation loss are borne. */
  patience: epochs.default(3),
  /** What falls by less than this share of the lowest loss has not fallen. */
  threshold: share.default(1e-4),
  /** So many epochs after a reduction are not counted. */
  cooldown: epochs.default(0),
  /** It never falls below this. */
  final: share.default(0),
});

/**
 * The rate is multiplied by `factor` when the validation loss has not fallen for more than `patience` epochs. PyTorch's
 * ReduceLROnPlateau with threshold_mode "rel"; its patience is 10, which is too long for the trials of a study.
 * Nothing is remembered: the losses so far are gone through again.
 */
export const reduceOnPlateauSchedule = defineSchedule(
  {
    name: 'reduceOnPlateau',
    summary: 'drops when the validation loss no longer falls',
    source: 'customary; PyTorch, ReduceLROnPlateau',
    options,
  },
  ({ position }, { factor, patience, threshold, cooldown, final }) => {
    let [rate, best, bad, cooling] = [1, Number.POSITIVE_INFINITY, 0, 0];
    for (const loss of position.validationLosses) {
      if (loss < best * (1 - threshold)) [best, bad] = [loss, 0];
      else bad++;
      if (cooling > 0) [cooling, bad] = [cooling - 1, 0];
      if (bad > patience) [rate, cooling, bad] = [Math.max(rate * factor, final), cooldown, 0];
    }
    return rate;
  },
);

/** For a study file: `schedule: reduceOnPlateau({ patience: 2, factor: 0.3 })`. */
export const reduceOnPlateau = (given: z.input<typeof options> = {}) =>
  ({ name: 'reduceOnPlateau', ...given }) as const;
