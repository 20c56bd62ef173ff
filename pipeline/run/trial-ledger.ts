import { randomStream } from '../random/random-stream.js';
import { type ObservedTrial, observeTrial } from '../search/observed-trial.js';
import type { Study } from '../study/study.js';
import type { MetricValues, TrialRecord } from '../study/trial.js';
import type { StudyEvent } from './events.js';
import { sameFailure } from './same-failure.js';
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
import type { TrainedTrial, TrialFailure, WorkerProgress } from './worker/protocol.js';

/** The trials of a running study, by number. Only the conductor writes here; every change is told as an event. */
export class TrialLedger {
  readonly #study: Study;
  readonly #onEvent: (event: StudyEvent) => void;
  readonly #onFinished: (trial: TrialRecord) => void;
  readonly #trials: TrialRecord[] = [];
  /** What samplers and pruners see of each trial. */
  readonly #observed: ObservedTrial[] = [];
  readonly #failures = new Map<number, TrialFailure>();
  #exhausted = false;
  #hopeless: TrialFailure | undefined;

  constructor(
    study: Study,
    options: { readonly onEvent: (event: StudyEvent) => void; readonly onFinished: (trial: TrialRecord) => void },
  ) {
    this.#study = study;
    this.#onEvent = options.onEvent;
    this.#onFinished = options.onFinished;
  }

  get trials(): readonly TrialRecord[] {
    return this.#trials;
  }

  /** The sampler has nothing left to suggest. */
  get exhausted(): boolean {
    return this.#exhausted;
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

  /** Samples the next trial; undefined when the study has all it asked for, or the space is exhausted. */
  next(): TrialRecord | undefined {
    const number = this.#trials.length;
    if (number >= this.#study.trials) return undefined;
    const { space, sampler, seed } = this.#study;
    const parameters = sampler.suggest(
      space,
      [...this.#observed],
      randomStream(seed, number, 'sampler'),
      this.#outline,
    );
    if (!parameters) {
      this.#exhausted = true;
      return undefined;
    }
    return this.#put(waitingTrial(number, parameters));
  }

  /** Why a running trial should end now, by its epochs so far; undefined when it may go on. */
  reasonToPrune(number: number): string | undefined {
    const trial = this.#observed[number];
    const peers = this.#observed.filter((peer) => peer !== trial);
    return trial && this.#study.pruner.shouldPrune(trial, peers, this.#outline);
  }

  start(number: number): void {
    const trial = this.#put(started(this.get(number)));
    this.#onEvent({ type: 'trial-started', trial: number, parameters: trial.parameters });
  }

  progress(number: number, progress: WorkerProgress): void {
    if (progress.type === 'epoch') this.#put(withEpoch(this.get(number), progress.record));
    this.#onEvent({ ...progress, trial: number });
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

  get #outline() {
    const { seed, trials, objectives } = this.#study;
    return { seed, trials, objectives: objectives.length };
  }

  #put(trial: TrialRecord): TrialRecord {
    this.#trials[trial.number] = trial;
    this.#observed[trial.number] = observeTrial(trial, this.#study.objectives, this.#study.constraints);
    return trial;
  }

  #finish(trial: TrialRecord): void {
    this.#put(trial);
    this.#onFinished(trial);
  }
}
