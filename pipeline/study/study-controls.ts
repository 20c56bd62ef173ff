import type { EndReason } from './end-reason.js';
import type { Parameters, TrialRecord } from './trial.js';

/** What ends a study before it has all its trials. Whatever is met first counts; trials that run then are finished. */
export interface StopConditions {
  /** Since the study began; what runs then is ended as well. */
  readonly seconds?: number;
  /** So many trials in a row have ended without a better best; with several objectives, without a new place on the front. */
  readonly noImprovement?: number;
  /** A feasible trial's first objective is at least as good as this. */
  readonly target?: number;
}

/** A result from elsewhere: `values` are those of the objectives, in their order and their own units. */
export interface EarlierTrial {
  readonly parameters: Parameters;
  readonly values: readonly number[];
}

/** What a sampler learns from before the first trial: the report of an earlier study (its folder, or study.json), or trials. */
export type WarmStart = string | URL | readonly EarlierTrial[];

/** Suggestions are made in generations of a fixed size, whatever the number of workers. */
export interface Reproducible {
  readonly generation: number;
}

/** What a worker process may take for a trial. What goes over it costs that trial, and the study goes on with a new worker. */
export interface TrialLimits {
  /** Work on one trial in its worker, pre-flight included. Absent: as long as it takes. */
  readonly trialSeconds?: number;
  /** Memory of the worker process (resident set, data set included) in MB of 10^6 bytes. Absent: what the machine has. */
  readonly trialMemoryMb?: number;
  /** Without a sign of life: an endless loop. Longer than the longest single run of the network. */
  readonly silentSeconds: number;
  /** For a worker to load the study and its data. */
  readonly startSeconds: number;
  /** A worker of a queue (another machine) that gives no sign of life for so long is lost. */
  readonly lostSeconds: number;
  /** A worker that has grown by so many MB since it loaded its data is replaced after its trial. */
  readonly growthMb: number;
}

/** A study that goes on, as its callbacks see it. */
export interface StudySoFar {
  readonly name: string;
  /** Every trial so far, best first. */
  readonly ranking: readonly TrialRecord[];
  /** The first of them if it is complete and feasible. */
  readonly best?: TrialRecord;
  /** Begins no further trial; those that run are finished. */
  stop(): void;
}

export interface StudyResult {
  readonly name: string;
  readonly reason: EndReason;
  readonly ranking: readonly TrialRecord[];
  readonly best?: TrialRecord;
  /** The folder of the reports, which are written. */
  readonly report: string;
}

/** Called in the process that conducts the study, not in those that train. What they throw is a warning and no more. */
export interface StudyCallbacks {
  /** After each trial, in whatever state it ended. Nothing waits for a promise but the end of the study. */
  readonly onTrialEnd?: (trial: TrialRecord, study: StudySoFar) => void | Promise<void>;
  readonly onStudyEnd?: (study: StudyResult) => void | Promise<void>;
}
