import type { Categorical } from '../../store/stored-trial.js';
import type { Parameter } from '../../study/space.js';
import type { Parameters, TrialState } from '../../study/trial.js';

/** What the server of a dashboard and its page say to each other, beside the report of a study. */

/** How a study goes on. */
export type StudyState =
  /** A process conducts it: it runs, or begins no trial and ends those that run, or waits. */
  | 'running'
  | 'pausing'
  | 'paused'
  | 'stopping'
  /** It has come to its end. */
  | 'ended'
  /** It has not, and no process conducts it. */
  | 'left'
  /** It is not of `ortune tune`: nobody knows who works on it. */
  | 'shared';

export interface ListedStudy {
  /** Names it in addresses: letters and digits. */
  readonly key: string;
  readonly name: string;
  /** The storage or the folder, without password. */
  readonly place: string;
  readonly state: StudyState;
  readonly trials: Readonly<Record<TrialState, number>>;
  /** Of its first objective; absent where no feasible trial is complete. */
  readonly best?: { readonly trial: number; readonly objective: string; readonly value: number };
}

export interface StudyList {
  readonly studies: readonly ListedStudy[];
  /** Places that cannot be read, and why. */
  readonly problems: readonly string[];
}

/** What may be asked for in a trial: of a parameter of any kind, where it lies. */
export type AskableSpace = Readonly<Record<string, Parameter | Categorical>>;

export interface StudyStatus {
  readonly state: StudyState;
  /** Trials of a generation are chosen together: what is asked for joins the next one. */
  readonly isReproducible: boolean;
  /** What was asked for and is not begun. */
  readonly waiting: readonly { readonly number: number; readonly parameters: Parameters }[];
  readonly space: AskableSpace;
  /** Why there is nothing newer to show; absent while all is well. */
  readonly problem?: string;
}

/** Names of the events of a stream. `study`: a whole report; `update`: what is new of it. */
export const streamEvents = { list: 'list', status: 'status', study: 'study', update: 'update' } as const;

export type StreamEvent = (typeof streamEvents)[keyof typeof streamEvents];
