import { TrialFinishedError } from '../../errors.js';
import { reportedObjectives } from '../../search/epoch-reports.js';
import type { StoredStudy, TrialId } from '../../store/stored-trial.js';
import type { StudyStore, TrialOutcome } from '../../store/study-store.js';
import { systemAttributes } from '../../store/system-attributes.js';
import { curveColumn } from '../../study/curve-column.js';
import type { EndReason } from '../../study/end-reason.js';
import type { Constraint } from '../../study/objective.js';
import type { Study } from '../../study/study.js';
import type { EpochRecord, MetricValues, TrialRecord, TrialState } from '../../study/trial.js';
import type { TimedModel } from '../../study/trial-timing.js';
import type { TrialFailure } from '../trial-failure.js';
import type { RestoredTrial } from './restore-trials.js';
import { studyAttributes, timedAttribute } from './study-attributes.js';
import { endAttributes, trialAttributes } from './trial-attributes.js';

/**
 * Writes what happens in a study to its storage. A trial of the study is one trial of the storage for each attempt at it, in the
 * form of Optuna's retried trials. Every promise is fulfilled when the change is durable.
 */
export class StudyRecorder {
  readonly #store: StudyStore;
  readonly #stored: StoredStudy;
  readonly #study: Study;
  /** The newest attempt at each trial, while it runs. */
  readonly #running = new Map<number, TrialId>();
  /** By trial: the numbers that its attempts have in the storage. */
  readonly #attempts = new Map<number, readonly number[]>();

  constructor(store: StudyStore, stored: StoredStudy, study: Study, restored: readonly RestoredTrial[]) {
    this.#store = store;
    this.#stored = stored;
    this.#study = study;
    for (const { record, attempts } of restored) this.#attempts.set(record.number, attempts);
  }

  /**
   * @param enqueued which of the study's enqueued settings it is
   * @param waiting the trial of the storage by which somebody has asked for it: its first attempt is that one
   */
  async begin({ number, parameters }: TrialRecord, enqueued: number | undefined, waiting?: TrialId): Promise<void> {
    const attempts = this.#attempts.get(number) ?? [];
    const [first] = attempts;
    const attempt = {
      setting: { parameters, space: this.#study.space },
      systemAttributes: {
        [trialAttributes.number]: number,
        ...(enqueued !== undefined && { [trialAttributes.enqueued]: enqueued }),
        ...(first !== undefined && {
          [systemAttributes.failedTrial]: first,
          [systemAttributes.retryHistory]: attempts,
        }),
      },
      watched: true,
    };
    const fixed = enqueued === undefined ? undefined : (this.#study.enqueue[enqueued] ?? {});
    const asked =
      waiting !== undefined && first === undefined ? await this.#store.startTrial(waiting, attempt) : undefined;
    // Whoever has asked may have called it off just now: the trial has begun all the same.
    const created = asked ?? (await this.#store.createTrial(this.#stored.id, { ...attempt, ...(fixed && { fixed }) }));
    this.#running.set(number, created.id);
    this.#attempts.set(number, [...attempts, created.number]);
  }

  /** What the pruner goes by, as measured; nothing where no objective is known while a trial trains. */
  async epoch({ number, metrics }: TrialRecord, record: EpochRecord): Promise<void> {
    const id = this.#running.get(number);
    const [first, ...others] = reportedObjectives(this.#study.objectives).map(({ metric }) => {
      const column = curveColumn(metric);
      return column ? record[column] : (metrics[metric] ?? Number.NaN);
    });
    if (id === undefined || first === undefined) return;
    await this.#store.report(id, { step: record.epoch, values: [first, ...others] });
  }

  /** Nothing is to be written of a trial that was not begun. */
  async finish(trial: TrialRecord, failure: TrialFailure | undefined): Promise<void> {
    const id = this.#running.get(trial.number);
    if (id === undefined) return;
    this.#running.delete(trial.number);
    await this.#store.finishTrial(id, this.#outcomeOf(trial, failure));
  }

  /** What was measured of a trial that has ended, which does not change any more: it is an attribute of the study. */
  async timed(number: number, model: TimedModel): Promise<void> {
    await this.#store.setStudySystemAttribute(this.#stored.id, studyAttributes.timing(number), timedAttribute(model));
  }

  /** Says whether trials begin. */
  async paused(isPaused: boolean): Promise<void> {
    await this.#store.setStudySystemAttribute(this.#stored.id, studyAttributes.paused, isPaused);
  }

  /** Nobody can run it, for this reason. */
  async refuse(waiting: TrialId, reason: string): Promise<void> {
    await this.#store.finishTrial(waiting, { state: 'FAIL', reason });
  }

  async ended(reason: EndReason): Promise<void> {
    await this.#store.setStudySystemAttribute(this.#stored.id, studyAttributes.ended, reason);
  }

  /** Says of every running trial that it is alive. */
  async heartbeat(): Promise<void> {
    for (const [number, id] of this.#running) {
      await this.#store.heartbeat(id).catch((error: unknown) => {
        // It may have ended just now.
        if (!(error instanceof TrialFinishedError) || this.#running.get(number) === id) throw error;
      });
    }
  }

  #outcomeOf(trial: TrialRecord, failure: TrialFailure | undefined): TrialOutcome {
    const { state, reason, metrics } = trial;
    const { objectives, constraints } = this.#study;
    const { user, system } = endAttributes(trial);
    const hard = constraints.filter(({ soft }) => !soft);
    const preferences = constraints.filter(({ soft }) => soft);
    const details = {
      userAttributes: user,
      ...(hard.length > 0 && { constraints: hard.map((one) => excess(one, metrics, state)) }),
    };
    const attributes = {
      ...system,
      ...(preferences.length > 0 && {
        [systemAttributes.softConstraints]: preferences.map((one) => excess(one, metrics, state)),
      }),
    };
    if (state === 'COMPLETE') {
      const values = objectives.map(({ metric }) => metrics[metric] ?? Number.NaN);
      return { state, values, ...details, systemAttributes: attributes };
    }
    if (state === 'PRUNED') return { state, reason, ...details, systemAttributes: attributes };
    return {
      state: 'FAIL',
      reason,
      ...details,
      systemAttributes: {
        ...attributes,
        [trialAttributes.failure]: failure?.kind ?? 'unknown',
        ...(failure?.isLost && { [trialAttributes.lost]: true }),
      },
    };
  }
}

/** Optuna's sign: at most 0 where the constraint holds. A pruned trial had no time to show what was not measured of it. */
function excess({ metric, bound, value }: Constraint, metrics: MetricValues, state: TrialState): number {
  const measured = metrics[metric];
  if (measured === undefined) return state === 'PRUNED' ? 0 : Number.POSITIVE_INFINITY;
  const over = bound === 'atMost' ? measured - value : value - measured;
  return Number.isNaN(over) ? Number.POSITIVE_INFINITY : over;
}
