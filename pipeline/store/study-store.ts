import type { Direction, Parameters } from '../study/trial.js';
import type { Attributes, JsonValue } from './json-value.js';
import type {
  Setting,
  StoredStudy,
  StoredTrial,
  StudyId,
  StudySummary,
  TrialId,
  TrialOutline,
  TrialReport,
} from './stored-trial.js';

export interface NewStudy {
  /** 1 to 512 characters. */
  readonly name: string;
  /** One per objective, at least one. */
  readonly directions: readonly Direction[];
  /** One per objective, shown by Optuna's dashboard. */
  readonly metricNames?: readonly string[];
  readonly userAttributes?: Attributes;
  readonly systemAttributes?: Attributes;
}

export interface NewTrial {
  /** What it tries; where it is only known later, `setParameters` adds it. */
  readonly setting?: Setting;
  /** Values to be taken as they are when the trial is run (Optuna's `enqueue_trial`); the others are sampled. See `fixedParameters`. */
  readonly fixed?: Parameters;
  readonly userAttributes?: Attributes;
  readonly systemAttributes?: Attributes;
}

export interface WatchOption {
  /**
   * Its first heartbeat is written with its start: it is found if its process dies at any moment from then on. The process
   * must go on with `heartbeat`.
   */
  readonly watched?: boolean;
}

export type NewRunningTrial = NewTrial & WatchOption;

interface OutcomeDetails {
  /** One per constraint, <= 0 where it holds (Optuna's sign); `Infinity` where it was not measured. Never NaN. */
  readonly constraints?: readonly number[];
  readonly userAttributes?: Attributes;
  readonly systemAttributes?: Attributes;
}

/** How a trial ended. */
export type TrialOutcome =
  /** One value per objective, as measured (not negated), infinities allowed. A trial that gives NaN has failed. */
  | ({ readonly state: 'COMPLETE'; readonly values: readonly number[] } & OutcomeDetails)
  /** In a study of one objective the last report becomes the trial's value, as in Optuna, unless it is NaN. */
  | ({ readonly state: 'PRUNED'; readonly reason?: string } & OutcomeDetails)
  | ({ readonly state: 'FAIL'; readonly reason: string } & OutcomeDetails);

/** A process that conducts a study, which only one may do at a time. */
export interface StudyHolder {
  /** Unique to this process and study. */
  readonly id: string;
  /** Where the process number means something; see `isGone` of `holdStudy`. */
  readonly machine: string;
  readonly process: number;
  /** For messages. */
  readonly host: string;
}

export interface HeldStudy {
  readonly holder: StudyHolder;
  /** Since its last sign of life, by the database's clock. */
  readonly silentSeconds: number;
}

export interface HoldOptions {
  /** After this time without a sign of life a holder has lost the study. */
  readonly graceSeconds: number;
  /** Says of another holder that its process is known to have ended: it need not be waited for. */
  readonly isGone: (other: StudyHolder) => boolean;
}

/** What can be read of a storage; all of it throws StorageError where the database cannot be reached. */
export interface StudyReader {
  /** The storage as the user named it, without password. */
  readonly name: string;

  findStudy(name: string): Promise<StoredStudy | undefined>;
  /** Ascending by id, which is the order in which they were created. */
  listStudies(): Promise<readonly StudySummary[]>;
  studyAttributes(study: StudyId): Promise<{ readonly user: Attributes; readonly system: Attributes }>;
  /** One trial as it is now. */
  readTrial(trial: TrialId): Promise<StoredTrial>;
  /**
   * All trials of a study, ascending by number. The first call reads everything; later ones only what is new or was not
   * finished, and give the finished ones as the same objects.
   */
  readTrials(study: StudyId): Promise<readonly StoredTrial[]>;

  /** The feasible COMPLETE trial with the best value of the first objective; undefined where there is none with a finite one. */
  bestTrial(study: StoredStudy): Promise<StoredTrial | undefined>;
  /** Trials that wait to be run, ascending by id; only those whose id is larger than `after`. */
  waitingTrials(study: StudyId, after?: TrialId): Promise<readonly StoredTrial[]>;

  /** All trials of a study as they are now, ascending by number. */
  readOutlines(study: StudyId): Promise<readonly TrialOutline[]>;

  close(): Promise<void>;
}

/**
 * Where studies live: SQLite or PostgreSQL, in Optuna's tables. Any number of processes may use one storage at the same time.
 * Every promise is fulfilled after its change is committed: what was announced is there after `kill -9`.
 *
 * Only the process that runs a trial writes to it; any process may read everything, enqueue trials, and fail trials
 * whose heartbeat is stale. A finished trial never changes: writing to it is a TrialFinishedError, by which a process
 * learns that its trial was taken from it.
 * All methods throw StorageError where the study or trial given is not in the storage.
 */
export interface StudyStore extends StudyReader {
  /** @throws StorageError where the name is taken. */
  createStudy(study: NewStudy): Promise<StoredStudy>;
  /**
   * The study of this name; created where there is none, by one of the processes that ask at the same time. Attributes
   * and metric names count only then. @throws StorageError where its directions are others.
   */
  openStudy(study: NewStudy): Promise<StoredStudy>;
  /** @throws StorageError where the new name is taken. */
  renameStudy(study: StudyId, name: string): Promise<void>;
  /** With all of its trials. */
  deleteStudy(study: StudyId): Promise<void>;

  /**
   * Gives the study to `holder`; a holder that has it and asks again so gives a sign of life. Given is who else has it, undefined
   * where nobody has.
   */
  holdStudy(study: StudyId, holder: StudyHolder, options: HoldOptions): Promise<HeldStudy | undefined>;
  /** Gives the study back; nothing happens where another one has it. */
  releaseStudy(study: StudyId, holder: StudyHolder): Promise<void>;

  setStudyUserAttribute(study: StudyId, key: string, value: JsonValue): Promise<void>;
  setStudySystemAttribute(study: StudyId, key: string, value: JsonValue): Promise<void>;

  /** A RUNNING trial with the study's next number. */
  createTrial(study: StudyId, trial?: NewRunningTrial): Promise<StoredTrial>;
  /**
   * As `createTrial`, if the study's next number is this one: for a suggestion that was made from all trials before it.
   * Undefined where another process was faster.
   */
  createTrialIfNext(study: StudyId, number: number, trial?: NewRunningTrial): Promise<StoredTrial | undefined>;
  /** A WAITING trial with the study's next number. */
  enqueueTrial(study: StudyId, trial?: NewTrial): Promise<StoredTrial>;
  /** The first WAITING trial, now RUNNING; each is given to one caller only. Undefined where none waits. */
  claimWaitingTrial(study: StudyId, options?: WatchOption): Promise<StoredTrial | undefined>;
  /**
   * This WAITING trial, now RUNNING with all that `added` says of it, in one transaction. Undefined where it waits no more.
   */
  startTrial(trial: TrialId, added?: Omit<NewRunningTrial, 'fixed'>): Promise<StoredTrial | undefined>;

  /**
   * Adds parameters to a trial, all or none. A name keeps over a study its kind, its scale and (choice) its choices, as Optuna
   * demands; ranges may change. @throws StorageError where it does not; RangeError where a value is not in its range.
   */
  setParameters(trial: TrialId, setting: Setting): Promise<void>;
  /** A second report of a step replaces the first. */
  report(trial: TrialId, report: TrialReport): Promise<void>;
  setTrialUserAttribute(trial: TrialId, key: string, value: JsonValue): Promise<void>;
  setTrialSystemAttribute(trial: TrialId, key: string, value: JsonValue): Promise<void>;
  /**
   * The end of a RUNNING or WAITING trial, in one transaction with all that `outcome` says.
   * @throws TrialFinishedError where it has ended already; RangeError on NaN or a wrong number of values.
   */
  finishTrial(trial: TrialId, outcome: TrialOutcome): Promise<void>;

  /** Says that a running trial is alive, by the database's clock. A trial without a heartbeat is never stale. */
  heartbeat(trial: TrialId): Promise<void>;
  /** Running trials of the study whose last heartbeat is older than that. */
  staleTrials(study: StudyId, graceSeconds: number): Promise<readonly StoredTrial[]>;
  /**
   * Marks them FAIL with this reason. Given are those that this call failed: where several processes look after a study
   * each trial is given to one of them, which may enqueue it again (`failed_trial`, `retry_history`).
   */
  failStaleTrials(study: StudyId, graceSeconds: number, reason: string): Promise<readonly StoredTrial[]>;
}
