import type { EngineName } from '../../compiler/engine.js';
import type { Task } from '../../load/data.js';
import type { StudyOverrides } from '../../study/override-study.js';
import type { EpochRecord, MetricValues, Parameters } from '../../study/trial.js';
import type { LayerInitialisation } from '../../train/initialisation-check/layer-initialisation.js';
import type { Verdict } from '../../train/train-model.js';
import type { ScoreName, TrialPhase } from '../events.js';
import type { ErrorData } from './error-data.js';

/** What a worker needs once: it loads the study file and the data set itself and keeps them for all its trials. */
export interface WorkerSettings {
  readonly studyFile: string;
  readonly overrides: StudyOverrides;
  readonly engine: EngineName;
  /** ONNX Runtime's, for the training; default its CPU kernels. */
  readonly executionProviders?: readonly string[];
  /** Threads of one operation. */
  readonly threads?: number;
  /** Prints the stack of what goes wrong in a trial. */
  readonly debug?: boolean;
}

export interface TrialOrder {
  readonly number: number;
  readonly parameters: Parameters;
  /**
   * Where the trial's model.onnx is written, and its checkpoint while it trains; the folder is made when needed. A checkpoint
   * that lies there is what the trial goes on from.
   */
  readonly folder: string;
}

export type ToWorker =
  | { readonly type: 'open'; readonly settings: WorkerSettings }
  | { readonly type: 'prepare'; readonly order: TrialOrder; readonly keepFile: boolean }
  | { readonly type: 'train'; readonly order: TrialOrder }
  /** The answer to an `epoch`, which the worker waits for. */
  | { readonly type: 'verdict'; readonly verdict: Verdict };

/** What is known of a trial before it is trained. */
export interface PreparedTrial {
  readonly metrics: MetricValues;
  /** The untrained network as .onnx, where it was asked to be kept; the conductor deletes it. */
  readonly file?: string;
}

/** Of a trial that a verdict stopped there is no model.onnx, and the metrics are those of its last epoch. */
export interface TrainedTrial {
  readonly metrics: MetricValues;
  readonly epochs: number;
  readonly diagnosis: string;
}

/** Why a trial failed. `kind` groups failures that have the same cause: the name of an error, or `diverged`. */
export interface TrialFailure {
  readonly kind: string;
  /** One line. */
  readonly reason: string;
  readonly diagnosis?: string;
}

export type FromWorker =
  /** Every second in which the process is not busy with one thing, and before an answer. */
  | { readonly type: 'alive'; readonly residentBytes: number }
  | {
      readonly type: 'opened';
      readonly task: Task;
      /** Of the data, see `hashData`. */
      readonly dataHash: string;
      readonly residentBytes: number;
    }
  | { readonly type: 'refused'; readonly error: ErrorData }
  | { readonly type: 'phase'; readonly phase: TrialPhase }
  | { readonly type: 'initialisation'; readonly layers: readonly LayerInitialisation[] }
  /** Goes on where an earlier attempt had got to, after these epochs. */
  | {
      readonly type: 'resumed';
      readonly records: readonly EpochRecord[];
      readonly epochs: number;
      readonly score: ScoreName;
    }
  | { readonly type: 'epoch'; readonly record: EpochRecord; readonly epochs: number; readonly score: ScoreName }
  | { readonly type: 'warning'; readonly message: string }
  | { readonly type: 'prepared'; readonly prepared: PreparedTrial }
  | { readonly type: 'trained'; readonly trained: TrainedTrial }
  | { readonly type: 'failed'; readonly failure: TrialFailure };

/** What a worker says before it answers. */
export type SignOfLife = Extract<FromWorker, { type: 'alive' }>;
export type WorkerProgress = PhaseProgress | InitialisationProgress | ResumedProgress | EpochProgress | WarningProgress;
export type PhaseProgress = Extract<FromWorker, { type: 'phase' }>;
export type InitialisationProgress = Extract<FromWorker, { type: 'initialisation' }>;
export type ResumedProgress = Extract<FromWorker, { type: 'resumed' }>;
export type WarningProgress = Extract<FromWorker, { type: 'warning' }>;
export type EpochProgress = Extract<FromWorker, { type: 'epoch' }>;
export type WorkerAnswer = Exclude<FromWorker, WorkerProgress | SignOfLife>;
