import { StorageError } from '../../errors.js';
import type { TrialOutline } from '../../store/stored-trial.js';
import { reasonOf } from '../../store/system-attributes.js';
import { isFinished } from '../../study/is-finished.js';
import type { TrialRecord } from '../../study/trial.js';
import type { TimedModel } from '../../study/trial-timing.js';
import { isCutOff, type TrialFailure } from '../trial-failure.js';
import { waitingTrial } from '../trial-life-cycle.js';
import { readEndAttributes, trialAttributes, wholeNumber } from './trial-attributes.js';

/** A trial as its attempts in the storage tell it. */
export interface RestoredTrial {
  /** WAITING where it is to be run, for the first time or again. */
  readonly record: TrialRecord;
  /** Of one in state FAIL. */
  readonly failure?: TrialFailure;
  /** Attempts that were lost with the process that ran them; at most `retries` + 1. */
  readonly losses: number;
  /** Which of the study's enqueued settings it is. */
  readonly enqueued?: number;
  /** Numbers that its attempts so far have in the storage, ascending. */
  readonly attempts: readonly number[];
  /** When it ended. */
  readonly finished?: Date;
}

export interface RestoredStudy {
  /** By number, from 0 without a gap. */
  readonly trials: readonly RestoredTrial[];
  /** Trials in the storage that are not of `ortune tune`, but for those that wait: they are asked of it. */
  readonly foreign: number;
}

/** Attempts at one trial, in their order. */
export type Attempts<Trial = TrialOutline> = readonly [Trial, ...Trial[]];

/**
 * The trials of a study, each once, from all attempts in the storage, none of which runs any more. A trial that was cut off
 * waits to be run again; one that was lost with its process too, up to `retries` times.
 * @param timings what was measured of trials after they had ended
 * @throws StorageError where one is missing between two others
 */
export function restoreTrials(
  stored: readonly TrialOutline[],
  retries: number,
  timings: ReadonlyMap<number, TimedModel>,
): RestoredStudy {
  const foreign = stored.filter((trial) => trialNumber(trial) === undefined && trial.state !== 'WAITING').length;
  const attempts = groupAttempts(stored);
  const trials: RestoredTrial[] = [];
  for (;;) {
    const number = trials.length;
    const own = attempts.get(number);
    if (!own) break;
    trials.push(restoreTrial(number, own, retries, timings.get(number)));
  }
  if (trials.length < attempts.size) {
    throw new StorageError(`the study is damaged: trial ${trials.length} is missing; restore the storage from a copy`);
  }
  return { trials, foreign };
}

/** The number that a trial of the storage has in a study of `ortune tune`; undefined of a trial of another program. */
export const trialNumber = (trial: Pick<TrialOutline, 'systemAttributes'>): number | undefined =>
  wholeNumber(trial.systemAttributes[trialAttributes.number]);

/** By the number of the trial. Trials of other programs are left out. */
export function groupAttempts<Trial extends TrialOutline>(
  stored: readonly Trial[],
): ReadonlyMap<number, Attempts<Trial>> {
  const attempts = new Map<number, [Trial, ...Trial[]]>();
  for (const trial of stored) {
    const number = trialNumber(trial);
    if (number === undefined) continue;
    const earlier = attempts.get(number);
    if (earlier) earlier.push(trial);
    else attempts.set(number, [trial]);
  }
  return attempts;
}

/** @param timed what was measured of it after it had ended */
export function restoreTrial(number: number, attempts: Attempts, retries: number, timed?: TimedModel): RestoredTrial {
  const last = attempts.at(-1) ?? attempts[0];
  const losses = attempts.filter((attempt) => failureOf(attempt)?.isLost).length;
  const enqueued = wholeNumber(attempts[0].systemAttributes[trialAttributes.enqueued]);
  const known = {
    losses,
    ...(enqueued !== undefined && { enqueued }),
    attempts: attempts.map((attempt) => attempt.number),
  };
  const failure = failureOf(last);
  const isOver = isFinished(last) && !(failure && (failure.isLost ? losses <= retries : isCutOff(failure)));
  if (!isOver) return { record: waitingTrial(number, last.parameters), ...known };
  const end = readEndAttributes(last);
  const timing = timed?.timing ?? end.timing;
  return {
    record: {
      number,
      state: last.state,
      reason: reasonOf(last),
      parameters: last.parameters,
      metrics: { ...end.metrics, ...timed?.metrics },
      get curve() {
        return end.curve;
      },
      epochs: end.epochs,
      diagnosis: end.diagnosis,
      ...(end.initialisation && { initialisation: end.initialisation }),
      ...(timing && { timing }),
      ...(end.warnings && { warnings: end.warnings }),
    },
    ...(failure && { failure }),
    ...known,
    ...(last.finished && { finished: last.finished }),
  };
}

function failureOf(attempt: TrialOutline): TrialFailure | undefined {
  if (attempt.state !== 'FAIL') return undefined;
  const kind = attempt.systemAttributes[trialAttributes.failure];
  const reason = reasonOf(attempt);
  // Another process has found that nobody runs it any more.
  if (typeof kind !== 'string') return { kind: 'orphaned', reason, isLost: true };
  const { diagnosis } = readEndAttributes(attempt);
  const isLost = attempt.systemAttributes[trialAttributes.lost] === true;
  return { kind, reason, ...(diagnosis !== '' && { diagnosis }), ...(isLost && { isLost }) };
}
