import type { Objective } from '../study/objective.js';
import type { EpochRecord, Parameters, TrialRecord } from '../study/trial.js';

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
  | {
      readonly type: 'trial-started';
      readonly trial: number;
      readonly parameters: Parameters;
      readonly epochs?: number;
    }
  | { readonly type: 'epoch'; readonly trial: number; readonly epochs: number; readonly record: EpochRecord }
  | { readonly type: 'trial-finished'; readonly trial: TrialRecord }
  | { readonly type: 'benchmark-started'; readonly candidates: number }
  | { readonly type: 'benchmark-progress'; readonly trial: number; readonly done: number; readonly candidates: number }
  | { readonly type: 'warning'; readonly message: string }
  | {
      readonly type: 'study-finished';
      readonly study: string;
      readonly reason: 'complete' | 'timeout' | 'interrupted' | 'exhausted';
      readonly best?: TrialRecord;
      readonly report: string;
      readonly seconds: number;
    };
