import type { ObjectiveImportance } from '../rank/importance/study-importance.js';
import type { EndReason } from '../study/end-reason.js';
import type { Constraint, Objective } from '../study/objective.js';
import type { EpochRecord, Parameters, TrialRecord } from '../study/trial.js';
import type { LayerInitialisation } from '../train/initialisation-check/layer-initialisation.js';

/** What a running trial is busy with. `waiting`: trained, until the machine is quiet enough to be benchmarked. */
export type TrialPhase = 'preparing' | 'training' | 'exporting' | 'waiting';

/** What a run tells the outside while it goes on. Renderers (live view, plain lines, JSON lines) are functions of these. */
export type StudyEvent =
  | {
      readonly type: 'study-started';
      readonly study: string;
      readonly trials: number;
      readonly workers: number;
      readonly engine: string;
      readonly seed: number;
      readonly objectives: readonly Objective[];
    }
  /** The study's sampler has chosen another one, as `auto` does: `` auto: `gp`: one objective ... `` */
  | { readonly type: 'sampler-chosen'; readonly explanation: string }
  /** Earlier trials were given to the sampler; those skipped are counted by why. */
  | {
      readonly type: 'warm-start';
      readonly source: string;
      readonly used: number;
      readonly skipped: Readonly<Record<string, number>>;
    }
  /** The study goes on where it ended. */
  | {
      readonly type: 'study-resumed';
      readonly storage: string;
      /** Trials that have ended, by how. */
      readonly finished: Readonly<Record<'COMPLETE' | 'PRUNED' | 'FAIL', number>>;
      /** Trials that are run again: they were cut off. */
      readonly again: number;
      readonly best?: TrialRecord;
    }
  /** Somebody has asked that no trial begins, and later that they do again; those that run go on. */
  | { readonly type: 'study-paused' }
  | { readonly type: 'study-continued' }
  /** Somebody has asked for a trial of this setting, whole or in part, while the study runs. */
  | { readonly type: 'trial-enqueued'; readonly parameters: Parameters }
  | { readonly type: 'trial-started'; readonly trial: number; readonly parameters: Parameters }
  | { readonly type: 'phase'; readonly trial: number; readonly phase: TrialPhase }
  /** What was found of each layer before training, where the plan asks for it. */
  | { readonly type: 'initialisation'; readonly trial: number; readonly layers: readonly LayerInitialisation[] }
  /** `epochs` is the plan's; early stopping may end before. `score` names what the record's scores are. */
  | {
      readonly type: 'epoch';
      readonly trial: number;
      readonly epochs: number;
      readonly score: ScoreName;
      readonly record: EpochRecord;
    }
  /** `best`: the first of the ranking so far, this trial included; absent while no trial is complete. */
  | { readonly type: 'trial-finished'; readonly trial: TrialRecord; readonly best?: TrialRecord }
  | { readonly type: 'benchmark-started'; readonly candidates: number }
  /** `done` measurements of `total`, the last one of `trial`; every trial is measured several times. */
  | { readonly type: 'benchmark-progress'; readonly trial: number; readonly done: number; readonly total: number }
  /** A line that the study file's own code printed in a worker. */
  | { readonly type: 'output'; readonly line: string }
  | { readonly type: 'warning'; readonly message: string }
  | {
      readonly type: 'study-finished';
      readonly study: string;
      readonly reason: EndReason;
      /** As in `sampler-chosen`; absent where there was no choice. */
      readonly explanation?: string;
      readonly objectives: readonly Objective[];
      readonly constraints: readonly Constraint[];
      /** Every trial, best first. */
      readonly ranking: readonly TrialRecord[];
      /** The first of the ranking if it is complete and feasible. */
      readonly best?: TrialRecord;
      /** Of the hyperparameters, where there are enough trials for it. */
      readonly importance?: readonly ObjectiveImportance[];
      /** The command that goes on with the study, where it was interrupted. */
      readonly resume?: string;
      /** The folder of the reports; absent where the study ended before there was anything to report. */
      readonly report?: string;
      readonly seconds: number;
    };

/** Accuracy for classification, R2 for regression. */
export type ScoreName = 'accuracy' | 'r2';
