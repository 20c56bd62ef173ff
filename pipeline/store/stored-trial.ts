import type { FloatParameter, IntParameter, Space } from '../study/space.js';
import type { Direction, Parameters, TrialState } from '../study/trial.js';
import type { Attributes, JsonValue } from './json-value.js';

/** A study's key in its storage; branded because names, ids and trial numbers are easily mixed up. */
export type StudyId = number & { readonly brand: 'StudyId' };

/** A trial's key in its storage, over all studies of it. Not its number, which counts from 0 in every study. */
export type TrialId = number & { readonly brand: 'TrialId' };

export interface StoredStudy {
  readonly id: StudyId;
  readonly name: string;
  /** One per objective, at least one. */
  readonly directions: readonly Direction[];
}

export interface StudySummary extends StoredStudy {
  readonly trials: Readonly<Record<TrialState, number>>;
  /** When its first trial started and its last one ended. */
  readonly started: Date | undefined;
  readonly finished: Date | undefined;
}

/** A categorical's choices as Optuna may have stored them: also `None` and lists, which no space of ortune has. */
export interface Categorical {
  readonly kind: 'choice';
  readonly choices: readonly JsonValue[];
}

/**
 * What a parameter was drawn from. It has neither conditions nor an order of choices: Optuna's tables have no place for
 * them, so that an ordinal comes back as a choice.
 */
export type Distribution = FloatParameter | IntParameter | Categorical;

/** A parameter setting and the space it belongs to; every name in `parameters` is in `space`. */
export interface Setting {
  readonly parameters: Parameters;
  readonly space: Space;
}

/** One or more numbers that a trial said of itself while it ran, as measured (not negated); NaN and infinities allowed. */
export interface TrialReport {
  /** 0 or more; each step once. */
  readonly step: number;
  /** The first is what Optuna sees as the intermediate value. */
  readonly values: readonly [number, ...number[]];
}

/** A trial without what it was measured by: of a study with many reports it is read in half of the time. */
export type TrialOutline = Omit<StoredTrial, 'values' | 'reports'>;

/** A trial as it was read: a snapshot that never changes. */
export interface StoredTrial {
  readonly id: TrialId;
  readonly number: number;
  readonly state: TrialState;
  readonly parameters: Parameters;
  /** Values of Optuna's categoricals that are neither number, text nor boolean; empty in studies made by ortune. */
  readonly otherParameters: Attributes;
  /** Of every name in `parameters` and `otherParameters`. */
  readonly distributions: Readonly<Record<string, Distribution>>;
  /** One per objective of a COMPLETE trial, as measured; infinities allowed, never NaN. Of a PRUNED one its last report, if any. */
  readonly values: readonly number[];
  /** Ascending by step. */
  readonly reports: readonly TrialReport[];
  readonly userAttributes: Attributes;
  readonly systemAttributes: Attributes;
  /** Undefined while WAITING. */
  readonly started: Date | undefined;
  readonly finished: Date | undefined;
}
