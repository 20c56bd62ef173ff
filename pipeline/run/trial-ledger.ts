import { reportedObjectives } from '../search/epoch-reports.js';
import type { ObservedTrial } from '../search/observed-trial.js';
import type { TrialId } from '../store/stored-trial.js';
import type { EndReason } from '../study/end-reason.js';
import { isFinished } from '../study/is-finished.js';
import { objectiveLosses } from '../study/objective-losses.js';
import { outlineOf } from '../study/outline-of.js';
import type { Study } from '../study/study.js';
import type { MetricValues, Parameters, TrialRecord } from '../study/trial.js';
import type { TimedModel } from '../study/trial-timing.js';
import type { StudyEvent } from './events.js';
import type { RestoredTrial } from './record/restore-trials.js';
import { sameFailure } from './same-failure.js';
import { type AskedSetting, SettingChooser } from './setting-chooser.js';
import { type StopRules, stopRules } from './stop-rules.js';
import type { TrialFailure } from './trial-failure.js';
import { completed, failed, pruned, started, waitingTrial, withEpoch, withMetrics } from './trial-life-cycle.js';
import { trialObserver } from './trial-observer.js';
import { trialResult } from './trial-result.js';
import type { EpochProgress, InitialisationProgress, PhaseProgress, TrainedTrial } from './worker/protocol.js';

/** Why no further trial begins although the study has not all it asked for. */
export type Ending = Extract<EndReason, 'exhausted' | 'no-improvement' | 'target' | 'callback'>;

interface LedgerOptions {
  /** Trials of an earlier study for the sampler to learn from; their numbers are negative. */
  readonly history?: readonly ObservedTrial[];
  /** Of a study that is resumed; by number. */
  readonly restored?: readonly RestoredTrial[];
  readonly onEvent: (event: StudyEvent) => void;
  /** @param failure of a trial that failed */
  readonly onFinished: (trial: TrialRecord, failure?: TrialFailure) => void;
  /** An attempt at a trial has failed, which is run again. */
  readonly onLost: (trial: TrialRecord, failure: TrialFailure) => void;
  /** What was asked for cannot be run. */
  readonly onRefused: (asked: AskedSetting, reason: string) => void;
}

type TrialProgress = PhaseProgress | InitialisationProgress | EpochProgress;

/** The trials of a running study, by number. Only the conductor writes here; every change is told as an event. */
export class TrialLedger {
  readonly #study: Study;
  readonly #options: LedgerOptions;
  readonly #outline: ReturnType<typeof outlineOf>;
  readonly #observe: ReturnType<typeof trialObserver>;
  readonly #settings: SettingChooser;
  readonly #stopRules: StopRules;
  readonly #trials: TrialRecord[] = [];
  readonly #failures = new Map<number, TrialFailure>();
  /** Attempts at a trial that were lost with the process that ran them. */
  readonly #losses = new Map<number, number>();
  /** Trials that are to be run again. */
  #again: readonly number[] = [];
  /** The first trial of the generation that runs. */
  #generation = 0;
  /** In a reproducible study: the first trial that the stop rules were not told of. */
  #unjudged = 0;
  #ending: Ending | undefined;
  #hopeless: TrialFailure | undefined;

  constructor(study: Study, options: LedgerOptions) {
    this.#study = study;
    this.#options = options;
    this.#outline = outlineOf(study);
    this.#stopRules = stopRules(study.stopWhen, study.objectives[0].direction);
    this.#observe = trialObserver(study);
    this.#settings = new SettingChooser(study, {
      onWarning: (message) => this.#warn(message),
      onRefused: options.onRefused,
    });
    this.#restore(options.restored ?? []);
  }

  get trials(): readonly TrialRecord[] {
    return this.#trials;
  }

  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** Whether there may be another trial, or one again. */
  get isOpen(): boolean {
    return this.#mayRunAgain || this.#mayBegin;
  }

  /**
   * Trials that were lost for good take nothing from the number that was asked for. There is an end to that: where training
   * kills whatever trains, no more than so many are replaced. What is asked for while the study runs is run in any case.
   */
  get #mayBegin(): boolean {
    const { trials } = this.#study;
    if (this.#settings.hasAsked) return this.#ending === undefined || this.#ending === 'exhausted';
    const lost = [...this.#failures.values()].filter(({ isLost }) => isLost).length;
    return this.#ending === undefined && this.#trials.length - Math.min(lost, trials) < trials;
  }

  /** A space that is exhausted has settings that were begun. */
  get #mayRunAgain(): boolean {
    return this.#again.length > 0 && (this.#ending === undefined || this.#ending === 'exhausted');
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

  /** Which of the study's enqueued settings a trial is; undefined for others. */
  enqueuedAs(number: number): number | undefined {
    return this.#settings.enqueuedAs(number);
  }

  /** The trial of the storage that waits for this one to be it. */
  waitingAs(number: number): TrialId | undefined {
    return this.#settings.waitingAs(number);
  }

  /** Has a setting tried before all that is enqueued and suggested, in a trial that comes on top where no other is left. */
  ask(asked: AskedSetting): void {
    this.#settings.ask(asked);
    this.#options.onEvent({ type: 'trial-enqueued', parameters: asked.parameters });
  }

  /** A trial that is to be run again. */
  nextAgain(): TrialRecord | undefined {
    const [number] = this.#again;
    if (number === undefined || !this.#mayRunAgain) return undefined;
    this.#again = this.#again.slice(1);
    return this.get(number);
  }

  /** The next trial; undefined when the study has all it asked for, or has to end. */
  next(): TrialRecord | undefined {
    const again = this.nextAgain();
    if (again) return again;
    while (this.#mayBegin) {
      const parameters = this.#nextParameters(this.#trials.length);
      if (parameters) return this.#put(waitingTrial(this.#trials.length, parameters));
    }
    return undefined;
  }

  /**
   * The trials of a generation of a reproducible study that are still to be run, none where the study ends; all before them have
   * ended. Generations begin at multiples of their size. They are chosen together, from the trials before them only, and so is what
   * ends the study: nothing depends on which trial of a generation ends first, nor on where the study was interrupted.
   */
  nextGeneration(size: number): readonly TrialRecord[] {
    const next = Math.min(this.#trials.length, ...this.#again);
    this.#generation = next - (next % size);
    this.#judgeBefore(this.#generation);
    const trials: TrialRecord[] = [];
    while (this.#again.length > 0 || this.#trials.length < this.#generation + size) {
      const trial = this.next();
      if (!trial) break;
      trials.push(trial);
    }
    if (trials.length === 0) this.#judgeBefore(this.#trials.length);
    return trials;
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

  progress(number: number, progress: TrialProgress): void {
    if (progress.type === 'epoch') this.#put(withEpoch(this.get(number), progress.record));
    if (progress.type === 'initialisation') this.#put({ ...this.get(number), initialisation: progress.layers });
    this.#options.onEvent({ ...progress, trial: number });
  }

  /** Something about a trial that is no failure. */
  warn(number: number, message: string): void {
    const trial = this.get(number);
    this.#put({ ...trial, warnings: [...(trial.warnings ?? []), message] });
    this.#warn(`trial ${number}: ${message}`);
  }

  /** Adds measurements; of a finished trial too, which is then told no further event. */
  measured(number: number, metrics: MetricValues): void {
    this.#put(withMetrics(this.get(number), metrics));
  }

  /** Adds what the benchmark says, as `measured`. */
  timed(number: number, { metrics, timing }: TimedModel): void {
    this.#put({ ...withMetrics(this.get(number), metrics), timing });
  }

  trained(number: number, { metrics, epochs, diagnosis }: TrainedTrial): void {
    this.#put({ ...withMetrics(this.get(number), metrics), epochs, diagnosis });
  }

  /** A trial without a value for each objective has failed. */
  complete(number: number): void {
    const { objectives } = this.#study;
    const { metrics } = this.get(number);
    if (objectiveLosses(metrics, objectives)) this.#finish(completed(this.get(number)));
    else {
      const missing = objectives.filter((objective) => !objectiveLosses(metrics, [objective]));
      const reason = missing.map(({ metric }) => `${metric} is ${metrics[metric] ?? 'not known'}`).join(', ');
      this.fail(number, { kind: 'unmeasured', reason });
    }
  }

  prune(number: number, reason: string): void {
    this.#finish(pruned(this.get(number), reason));
  }

  fail(number: number, failure: TrialFailure): void {
    const trial = failed(this.get(number), failure.reason);
    const told = { ...trial, diagnosis: failure.diagnosis ?? trial.diagnosis };
    if (failure.isLost && this.#runAgain(told, failure)) return;
    this.#failures.set(number, failure);
    // Kept: the trials that are stopped because of it fail in another way.
    this.#hopeless ??= sameFailure(
      [...this.#trials.filter(isFinished), this.get(number)],
      this.#failures,
      this.#study.trials,
    );
    this.#finish(told, failure);
  }

  /** Ends every trial that has not ended. */
  failUnfinished(failure: TrialFailure): void {
    for (const trial of this.#trials) if (!isFinished(trial)) this.fail(trial.number, failure);
  }

  /** Undefined where the space is exhausted, which ends the study, or what was wanted cannot be completed. */
  #nextParameters(number: number): Parameters | undefined {
    const chosen = this.#settings.choose(number, [...(this.#options.history ?? []), ...this.#visible()]);
    if (chosen !== 'exhausted') return chosen;
    this.end('exhausted');
    return undefined;
  }

  /** What the sampler may know: of a generation of a reproducible study only what it tries. */
  #visible(): readonly ObservedTrial[] {
    const { reproducible } = this.#study;
    return this.#trials.map((trial) => {
      const { number, parameters } = trial;
      return this.#observe(reproducible && number >= this.#generation ? waitingTrial(number, parameters) : trial);
    });
  }

  #restore(restored: readonly RestoredTrial[]): void {
    for (const { record, failure, losses, enqueued } of restored) {
      this.#put(record);
      this.#losses.set(record.number, losses);
      if (failure && isFinished(record)) this.#failures.set(record.number, failure);
      if (enqueued !== undefined) this.#settings.restore(record.number, enqueued);
    }
    this.#again = this.#trials.filter(({ state }) => state === 'WAITING').map(({ number }) => number);
    if (this.#study.reproducible) return;
    const ended = restored.filter(({ record }) => isFinished(record));
    const time = ({ finished }: RestoredTrial) => finished?.getTime() ?? 0;
    for (const { record } of [...ended].sort((a, b) => time(a) - time(b))) this.#judge(record);
  }

  /** @returns false where it was lost too often */
  #runAgain(trial: TrialRecord, failure: TrialFailure): boolean {
    const { number, parameters } = trial;
    const losses = (this.#losses.get(number) ?? 0) + 1;
    this.#losses.set(number, losses);
    if (losses > this.#study.retries) return false;
    this.#options.onLost(trial, failure);
    this.#put(waitingTrial(number, parameters));
    this.#again = [...this.#again, number];
    return true;
  }

  #warn(message: string): void {
    this.#options.onEvent({ type: 'warning', message });
  }

  #judge(trial: TrialRecord): void {
    const ending = this.#stopRules(trialResult(trial, this.#study));
    if (ending) this.end(ending);
  }

  #judgeBefore(number: number): void {
    for (const trial of this.#trials.slice(this.#unjudged, number)) this.#judge(trial);
    this.#unjudged = Math.max(this.#unjudged, number);
  }

  #put(trial: TrialRecord): TrialRecord {
    this.#trials[trial.number] = trial;
    return trial;
  }

  #finish(trial: TrialRecord, failure?: TrialFailure): void {
    this.#put(trial);
    if (!this.#study.reproducible) this.#judge(trial);
    this.#options.onFinished(trial, failure);
  }
}
