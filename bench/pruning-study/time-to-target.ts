import type { StudyEvent } from '../../pipeline/run/events.js';
import type { TrialRecord } from '../../pipeline/study/trial.js';

/** A line of `ortune tune --json`. */
export type TimedEvent = StudyEvent & { readonly time: string };

/** What a search has spent. */
export interface Cost {
  readonly epochs: number;
  /** Of all its trials together, validation after each epoch included. */
  readonly trainingSeconds: number;
  /** Since the first trial began: also what building, exporting and starting take. */
  readonly wallSeconds: number;
}

/** From the beginning, the loading of data included, to the end of the last trial. */
export function secondsUntilTrained(events: readonly TimedEvent[]): number {
  return secondsBetween(
    events[0],
    events.findLast(({ type }) => type === 'trial-finished'),
  );
}

/** Everything up to the last trial that ended. */
export function costOf(events: readonly TimedEvent[]): Cost {
  const last = events.findLastIndex(({ type }) => type === 'trial-finished');
  return costUpTo(events, last);
}

/** Up to the first complete trial of at least this validation accuracy; undefined where there is none. */
export function costUntil(events: readonly TimedEvent[], accuracy: number): Cost | undefined {
  const at = events.findIndex(
    (event) => event.type === 'trial-finished' && (accuracyOf(event.trial) ?? Number.NaN) >= accuracy,
  );
  return at < 0 ? undefined : costUpTo(events, at);
}

/** The best validation accuracy of any complete trial; NaN without one. */
export function bestAccuracy(events: readonly TimedEvent[]): number {
  const accuracies = finishedTrials(events).flatMap((trial) => accuracyOf(trial) ?? []);
  return accuracies.length === 0 ? Number.NaN : Math.max(...accuracies);
}

export const finishedTrials = (events: readonly TimedEvent[]): readonly TrialRecord[] =>
  events.flatMap((event) => (event.type === 'trial-finished' ? [event.trial] : []));

const accuracyOf = ({ state, metrics }: TrialRecord) =>
  state === 'COMPLETE' ? metrics['validation.accuracy'] : undefined;

function costUpTo(events: readonly TimedEvent[], last: number): Cost {
  const spent = events.slice(0, last + 1);
  const epochs = spent.flatMap((event) => (event.type === 'epoch' ? [event.record.seconds] : []));
  return {
    epochs: epochs.length,
    trainingSeconds: epochs.reduce((sum, seconds) => sum + seconds, 0),
    wallSeconds: secondsBetween(
      spent.find(({ type }) => type === 'trial-started'),
      spent.at(-1),
    ),
  };
}

function secondsBetween(from: TimedEvent | undefined, to: TimedEvent | undefined): number {
  return from && to ? (Date.parse(to.time) - Date.parse(from.time)) / 1000 : 0;
}
