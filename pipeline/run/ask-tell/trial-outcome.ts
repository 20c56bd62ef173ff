import { UsageError } from '../../errors.js';
import { quoteValue } from '../../study/quote-value.js';
import type { Direction } from '../../study/trial.js';
import type { FinishedTrial, RunningTrial } from './study-trial.js';

/** What is optimised: one or more directions. */
export type Directions = readonly [Direction, ...Direction[]];

/** One number per direction. */
export type ValuesOf<D extends Directions> = { readonly [K in keyof D]: number };

/** The values of a trial as a user gives them: of a single objective the number alone will do. */
export type GivenValues<D extends Directions> = D['length'] extends 1 ? number | ValuesOf<D> : ValuesOf<D>;

interface OutcomeDetails {
  /**
   * By how much each constraint is broken; 0 or less where it holds, NaN where that is not known. A trial that breaks one is never
   * the best.
   */
  readonly violations?: readonly number[];
  /** The same of preferences: a trial that breaks one comes after all that break none. */
  readonly softViolations?: readonly number[];
}

/**
 * How a trial ended: its values alone where all went well. A value that is not a number makes the trial FAIL, as in Optuna;
 * infinities are values.
 */
export type TrialOutcome<D extends Directions = Directions> =
  | GivenValues<D>
  | ({ readonly state: 'COMPLETE'; readonly values: GivenValues<D> } & OutcomeDetails)
  /** Default reason: what the pruner said last. */
  | ({ readonly state: 'PRUNED'; readonly reason?: string } & OutcomeDetails)
  | ({ readonly state: 'FAIL'; readonly reason: string } & OutcomeDetails);

/**
 * The trial as it ended.
 * @param advice what the pruner said last; empty where it let the trial go on
 * @throws UsageError where the outcome does not have one number per objective, or is none
 */
export function conclude(
  trial: RunningTrial,
  outcome: TrialOutcome,
  directions: Directions,
  advice: string,
): FinishedTrial {
  const told = isBare(outcome) ? { state: 'COMPLETE' as const, values: outcome } : outcome;
  const broken = {
    violations: readViolations('violations', told.violations),
    softViolations: readViolations('softViolations', told.softViolations),
  };
  switch (told.state) {
    case 'COMPLETE': {
      const values = readValues(told.values, directions);
      const undefinedAt = values.findIndex(Number.isNaN);
      if (undefinedAt < 0) return { ...trial, state: 'COMPLETE', values, ...broken };
      const which = values.length === 1 ? 'the value' : `value ${undefinedAt}`;
      return { ...trial, state: 'FAIL', reason: `${which} is not a number (NaN)`, ...broken };
    }
    case 'PRUNED':
      return { ...trial, state: 'PRUNED', reason: readReason(told.reason ?? advice), ...broken };
    case 'FAIL':
      return { ...trial, state: 'FAIL', reason: readReason(told.reason), ...broken };
    default:
      throw new UsageError(`\`state\`: must be "COMPLETE", "PRUNED" or "FAIL", got ${quoteValue(stateOf(told))}`);
  }
}

type Bare = Extract<TrialOutcome, number | readonly number[]>;

const isBare = (outcome: TrialOutcome): outcome is Bare =>
  typeof outcome !== 'object' || outcome === null || Array.isArray(outcome);

/** Callers without type checks give anything. */
const stateOf = (told: unknown): unknown =>
  typeof told === 'object' && told !== null ? Reflect.get(told, 'state') : told;

function readValues(given: number | readonly number[], directions: Directions): readonly number[] {
  const values = Array.isArray(given) ? [...given] : [given];
  if (values.length !== directions.length || !values.every((value) => typeof value === 'number')) {
    const expected = directions.length === 1 ? 'one number' : `${directions.length} numbers, one per direction`;
    throw new UsageError(`a trial of this study is told ${expected}, got ${quoteValue(given)}`);
  }
  return values;
}

function readViolations(name: string, given: readonly number[] = []): readonly number[] {
  const areNumbers = Array.isArray(given) && given.every((violation) => typeof violation === 'number');
  if (!areNumbers) throw new UsageError(`\`${name}\`: must be a list of numbers, got ${quoteValue(given)}`);
  return given.map((violation) => (Number.isNaN(violation) ? Number.POSITIVE_INFINITY : Math.max(0, violation)));
}

/** A reason is a cell of a table and a line on the terminal. */
function readReason(reason: string): string {
  if (typeof reason !== 'string') throw new UsageError(`\`reason\`: must be a text, got ${quoteValue(reason)}`);
  return reason.replace(/\s*\n\s*/g, ' ').trim();
}
