import { completeSetting } from '../search/complete-setting.js';
import { reportedObjectives } from '../search/epoch-reports.js';
import { nextSetting } from '../search/next-setting.js';
import { type ObservedTrial, observeTrial } from '../search/observed-trial.js';
import type { EndReason } from '../study/end-reason.js';
import { outlineOf } from '../study/outline-of.js';
import { quoteSetting } from '../study/quote-setting.js';
import type { Study } from '../study/study.js';
import type { MetricValues, Parameters, TrialRecord } from '../study/trial.js';
import type { StudyEvent } from './events.js';
import { sameFailure } from './same-failure.js';
import { type StopRules, stopRules } from './stop-rules.js';
import {
  completed,
  failed,
  isFinished,
  pruned,
  started,
  waitingTrial,
  withEpoch,
  withMetrics,
} from './trial-life-cycle.js';
import { trialResult } from './trial-result.js';
import type { TrainedTrial, TrialFailure, WorkerProgress } from './worker/protocol.js';

/** Why no further trial begins although the study has not all it asked for. */
export type Ending = Extract<EndReason, 'exhausted' | 'no-improvement' | 'target' | 'callback'>;

interface LedgerOptions {
  /** Trials of an earlier study for the sampler to learn from; their numbers are negative. */
  readonly history?: readonly ObservedTrial[];
  readonly onEvent: (event: StudyEvent) => void;
  readonly onFinished: (trial: TrialRecord) => void;
}

/** The trials of a running study, by number. Only the conductor writes here; every change is told as an event. */
export class TrialLedger {
  readonly #study: Study;
  readonly #options: LedgerOptions;
  readonly #outline: ReturnType<typeof outlineOf>;
  readonly #stopRules: StopRules;
  readonly #trials: TrialRecord[] = [];
  /** What samplers and pruners have seen of a trial as it was: not made anew while it is the same. */
  readonly #observed = new WeakMap<TrialRecord, ObservedTrial>();
  readonly #failures = new Map<number, TrialFailure>();
  /** Settings that the user wants tried and that have no trial yet. */
  #queue: readonly Parameters[];
  /** The first trial of the generation that runs. */
  #generation = 0;
  #ending: Ending | undefined;
  #hopeless: TrialFailure | undefined;

  constructor(study: Study, options: LedgerOptions) {
    this.#study = study;
    this.#options = options;
    this.#outline = outlineOf(study);
    this.#stopRules = stopRules(study.stopWhen, study.objectives[0].direction);
    this.#queue = study.enqueue;
  }

  get trials(): readonly TrialRecord[] {
    return this.#trials;
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** Whether there may be another trial. */
  get isOpen(): boolean {
    return this.#ending === undefined && this.#trials.length < this.#study.trials;
  }

  /** What makes every trial fail, once that is clear. */
  get hopeless(): TrialFailure | undefined {
    return this.#hopeless;
  }

  get(number: number): TrialRecord {
    const trial = this.#trials[number];
    if (!trial) throw new RangeError(`there is no trial ${number}`);
    return trial;
  }

  /** Begins no further trial. */
  end(ending: Ending): void {
    this.#ending ??= ending;
  }

  /** The next trial; undefined when the study has all it asked for, or has to end. */
  next(): TrialRecord | undefined {
    while (this.isOpen) {
      const parameters = this.#nextParameters(this.#trials.length);
      if (parameters) return this.#put(waitingTrial(this.#trials.length, parameters));
    }
    return undefined;
  }

  /**
   * The next trials of a reproducible study, none where it ends; all before them have ended. They are chosen together, from
   * the trials before them only, and so is what ends the study: nothing depends on which trial of a generation ends first.
   */
  nextGeneration(size: number): readonly TrialRecord[] {
    for (const trial of this.#trials.slice(this.#generation)) this.#judge(trial);
    this.#generation = this.#trials.length;
    return Array.from({ length: size }, () => this.next()).flatMap((trial) => trial ?? []);
  }

  /**
   * Why a running trial should end now, by its epochs so far; undefined when it may go on. In a reproducible study only the
   * generations before its own are its peers.
   * @param epochs how many it is planned to have
   */
  reasonToPrune(number: number, epochs: number): string | undefined {
    const { pruner, objectives, reproducible } = this.#study;
    const peers = reproducible ? this.#trials.slice(0, this.#generation) : this.#trials;
    const directions = reportedObjectives(objectives).map(({ direction }) => direction);
    return pruner.shouldPrune(
      this.#observe(this.get(number)),
      peers.map((peer) => this.#observe(peer)),
      { ...this.#outline, steps: epochs, directions },
    );
  }

  start(number: number): void {
    const trial = this.#put(started(this.get(number)));
    this.#options.onEvent({ type: 'trial-started', trial: number, parameters: trial.parameters });
  }

  progress(number: number, progress: WorkerProgress): void {
    if (progress.type === 'epoch') this.#put(withEpoch(this.get(number), progress.record));
    if (progress.type === 'initialisation') this.#put({ ...this.get(number), initialisation: progress.layers });
    this.#options.onEvent({ ...progress, trial: number });
  }

  /** Adds measurements; of a finished trial too, which is then told no further event. */
  measured(number: number, metrics: MetricValues): void {
    this.#put(withMetrics(this.get(number), metrics));
  }

  trained(number: number, { metrics, epochs, diagnosis }: TrainedTrial): void {
    this.#put({ ...withMetrics(this.get(number), metrics), epochs, diagnosis });
  }

  complete(number: number): void {
    this.#finish(completed(this.get(number)));
  }

  prune(number: number, reason: string): void {
    this.#finish(pruned(this.get(number), reason));
  }

  fail(number: number, failure: TrialFailure): void {
    this.#failures.set(number, failure);
    // Kept: the trials that are stopped because of it fail in another way.
    this.#hopeless ??= sameFailure(
      [...this.#trials.filter(isFinished), this.get(number)],
      this.#failures,
      this.#study.trials,
    );
    const trial = failed(this.get(number), failure.reason);
    this.#finish({ ...trial, diagnosis: failure.diagnosis ?? trial.diagnosis });
  }

  /** Ends every trial that has not ended. */
  failUnfinished(failure: TrialFailure): void {
    for (const trial of this.#trials) if (!isFinished(trial)) this.fail(trial.number, failure);
  }

  /** Undefined where the space is exhausted, which ends the study, or an enqueued setting cannot be completed. */
  #nextParameters(number: number): Parameters | undefined {
    const { space, sampler, replicates } = this.#study;
    const trials = [...(this.#options.history ?? []), ...this.#trials.map((trial) => this.#observe(trial))];
    const request = { space, sampler, trials, number, replicates, outline: this.#outline };
    const next = nextSetting({ ...request, queue: this.#queue });
    if (!next) this.end('exhausted');
    if (next?.from !== 'queue') return next?.parameters;
    this.#queue = this.#queue.slice(1);
    const whole = completeSetting(next.parameters, request);
    if (!whole) this.#warn(`no setting with the enqueued ${quoteSetting(next.parameters)} satisfies \`where\``);
    return whole;
  }

  #warn(message: string): void {
    this.#options.onEvent({ type: 'warning', message });
  }

  #judge(trial: TrialRecord): void {
    const ending = this.#stopRules(trialResult(trial, this.#study));
    if (ending) this.end(ending);
  }

  #put(trial: TrialRecord): TrialRecord {
    this.#trials[trial.number] = trial;
    return trial;
  }

  #observe(trial: TrialRecord): ObservedTrial {
    const known = this.#observed.get(trial);
    if (known) return known;
    const observed = observeTrial(trial, this.#study.objectives, this.#study.constraints);
    this.#observed.set(trial, observed);
    return observed;
  }

  #finish(trial: TrialRecord): void {
    this.#put(trial);
    if (!this.#study.reproducible) this.#judge(trial);
    this.#options.onFinished(trial);
  }
}
