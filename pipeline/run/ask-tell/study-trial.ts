import type { Parameters } from '../../study/trial.js';

/** One or more numbers that a trial said of itself while it ran, as measured (not negated); NaN and infinities allowed. */
export interface StepReport {
  /** From 1. */
  readonly step: number;
  /** One per objective, or that of the first alone. */
  readonly values: readonly number[];
}

interface TrialBase<P> {
  /** Counts from 0 in every study. */
  readonly number: number;
  /** An inactive hyperparameter has no key. */
  readonly params: P;
  /** Ascending by step, each step once. */
  readonly reports: readonly StepReport[];
}

/** `Parameters` as such may lack any key. */
type Part<P> = string extends keyof P ? P : Partial<P>;

/** Enqueued: it will be asked for before anything the sampler suggests, which then completes it. */
export interface WaitingTrial<P = Parameters> extends TrialBase<Part<P>> {
  readonly state: 'WAITING';
  /** A process has taken it and is about to give it its setting. */
  readonly claimed: boolean;
}

export interface RunningTrial<P = Parameters> extends TrialBase<P> {
  readonly state: 'RUNNING';
}

interface Ended {
  /** By how much each constraint is broken, 0 where it holds; empty where the trial was told without. */
  readonly violations: readonly number[];
  /** The same of soft constraints. */
  readonly softViolations: readonly number[];
}

export interface CompleteTrial<P = Parameters, V extends readonly number[] = readonly number[]>
  extends TrialBase<P>,
    Ended {
  readonly state: 'COMPLETE';
  /** One per objective, as measured; infinities allowed, never NaN. */
  readonly values: V;
}

export interface UnsuccessfulTrial<P = Parameters> extends TrialBase<P>, Ended {
  readonly state: 'PRUNED' | 'FAIL';
  /** One line. */
  readonly reason: string;
}

export type FinishedTrial<P = Parameters, V extends readonly number[] = readonly number[]> =
  | CompleteTrial<P, V>
  | UnsuccessfulTrial<P>;

export type BegunTrial<P = Parameters, V extends readonly number[] = readonly number[]> =
  | RunningTrial<P>
  | FinishedTrial<P, V>;

/** A trial as it was at one moment: plain data that never changes. `P` are the study's parameters, `V` its values. */
export type StudyTrial<P = Parameters, V extends readonly number[] = readonly number[]> =
  | WaitingTrial<P>
  | BegunTrial<P, V>;

export const isBegun = (trial: StudyTrial): trial is BegunTrial => trial.state !== 'WAITING';
/** Whether it may be claimed. */
export const isWaiting = (trial: StudyTrial): trial is WaitingTrial => trial.state === 'WAITING' && !trial.claimed;
