import type { FinishedTrial, RunningTrial, StepReport, StudyTrial, WaitingTrial } from './study-trial.js';

/**
 * Where the trials of one study are kept: what `ask` and `tell` need of a storage. Other processes may write to it at the
 * same time. Promises are fulfilled when the change is durable.
 */
export interface TrialStore {
  /** All trials as they are now, ascending by number without gaps; trials that have ended are the same objects every time. */
  load(): Promise<readonly StudyTrial[]>;
  /** Adds a trial. False where its number is not the next one: another process was faster. */
  begin(trial: RunningTrial): Promise<boolean>;
  /** Adds a trial that waits. */
  enqueue(params: WaitingTrial['params']): Promise<void>;
  /** The first waiting trial, given to one caller only, who `start`s it. Undefined where none waits. */
  claim(): Promise<WaitingTrial | undefined>;
  /** Gives a claimed trial its whole setting. */
  start(trial: RunningTrial): Promise<void>;
  /** `trial` with its new report. */
  report(trial: RunningTrial, report: StepReport): Promise<void>;
  /** @throws TrialFinishedError where another process has ended it. */
  finish(trial: FinishedTrial): Promise<void>;
  close(): Promise<void>;
}
