import type { SessionOptions } from '../benchmark/timed-session.js';
import { OrtuneError } from '../errors.js';

/** What a model costs with some options in each round of a measurement, the less the better; or why that is not known. */
export type Measured = { readonly costs: readonly number[] } | { readonly problem: string };

/** Rounds of a measurement whose effort is 1. */
export const roundsPerEffort = 5;

/**
 * Measures one model with several options in turns, so that rounds of the same index are pairs.
 * @param effort times the time and the rounds of the search
 * @returns as many as options, in order
 * @throws OrtuneError where the measurement was interrupted
 */
export type MeasureInTurns = (options: readonly SessionOptions[], effort: number) => Promise<readonly Measured[]>;

/** What a model costs that has run before. @throws OrtuneError where that is not known */
export function costsOf(measured: Measured | undefined): readonly number[] {
  if (!measured || 'problem' in measured) throw new OrtuneError(measured?.problem ?? 'nothing was measured');
  return measured.costs;
}
