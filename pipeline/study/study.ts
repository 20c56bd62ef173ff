import type { Dataset } from '../load/data.js';
import type { Pruner } from '../search/pruner.js';
import type { Sampler } from '../search/sampler.js';
import type { BenchmarkOptions, ExportOptions, StudyDefinition } from './define-study.js';
import type { Constraint, Objective } from './objective.js';
import type { SettingPredicate } from './setting-predicate.js';
import type { Space } from './space.js';
import type { Reproducible, StopConditions, StudyCallbacks, TrialLimits, WarmStart } from './study-controls.js';
import type { Parameters } from './trial.js';

/** A checked study with every default filled in: what all stages work on. */
export interface Study {
  readonly name: string;
  readonly dataset: Dataset;
  readonly space: Space;
  /** Whether a whole setting may be tried (`where`); absent: every one may. */
  readonly allows?: SettingPredicate;
  readonly model: StudyDefinition['model'];
  readonly training: StudyDefinition['training'];
  /** At least one; the first decides which trial is called the best. */
  readonly objectives: readonly [Objective, ...Objective[]];
  readonly constraints: readonly Constraint[];
  readonly sampler: Sampler;
  readonly pruner: Pruner;
  readonly trials: number;
  /** Undefined: one per core. */
  readonly workers: number | undefined;
  readonly seed: number;
  /** Settings to try first, whole or in part. */
  readonly enqueue: readonly Parameters[];
  /** How many trials each setting gets. */
  readonly replicates: number;
  readonly warmStart?: WarmStart;
  readonly stopWhen: StopConditions;
  readonly limits: TrialLimits;
  /** How often a trial is run again that was lost with the process that ran it. */
  readonly retries: number;
  /** Absent: every worker gets its next trial when it is done with the last. */
  readonly reproducible?: Reproducible;
  readonly callbacks: StudyCallbacks;
  readonly benchmark: Required<BenchmarkOptions>;
  readonly export: Required<ExportOptions>;
}

/** How many trials a study has that says nothing about it. */
export const defaultTrials = 20;
