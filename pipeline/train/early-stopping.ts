/** Says after every epoch whether validation loss reached a new minimum, and whether to wait any longer. */
export interface EarlyStopping {
  /** Call once an epoch, from 1. */
  next(epoch: number, validationLoss: number): { readonly isBest: boolean; readonly shouldStop: boolean };
  /** The epoch of the lowest validation loss so far; the earlier one of equals. */
  readonly bestEpoch: number;
}

/** `patience`: how many epochs in a row may pass without a lower validation loss. */
export function earlyStopping(patience: number): EarlyStopping {
  let best = { epoch: 0, loss: Infinity };
  return {
    next(epoch, validationLoss) {
      const isBest = validationLoss < best.loss;
      if (isBest) best = { epoch, loss: validationLoss };
      return { isBest, shouldStop: epoch - best.epoch >= patience };
    },
    get bestEpoch() {
      return best.epoch;
    },
  };
}
