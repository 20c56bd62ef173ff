import type { Hyperparameters, Space } from '../../study/space.js';
import type { Directions, GivenValues, TrialOutcome } from './trial-outcome.js';

/** A trial to be run: `ask` gives it, and `tell` is told how it ended. */
export interface AskedTrial<S extends Space = Space, D extends Directions = Directions> {
  /** Counts from 0. */
  readonly number: number;
  /** An inactive hyperparameter is undefined. */
  readonly params: Hyperparameters<S>;
  /**
   * Says how the trial does at `step`, a whole number from 1: one number per objective, or that of the first alone where the
   * others are not known yet. Of several reports of a step the first counts, as in Optuna.
   */
  report(step: number, values: number | GivenValues<D>): Promise<void>;
  /** Whether the pruner would end the trial after its last report; why is kept for `tell(trial, { state: 'PRUNED' })`. */
  shouldPrune(): Promise<boolean>;
}

/** What is tuned: runs a trial and says how it ended, as `tell` is told. */
export type ObjectiveFunction<S extends Space = Space, D extends Directions = Directions> = (
  trial: AskedTrial<S, D>,
) => TrialOutcome<D> | Promise<TrialOutcome<D>>;
