import type { Dataset } from '../load/data.js';
import type { Pruner } from '../search/pruner.js';
import type { Sampler } from '../search/sampler.js';
import type { ExportOptions, StudyDefinition } from './define-study.js';
import type { Constraint, Objective } from './objective.js';
import type { Space } from './space.js';

/** A checked study with every default filled in: what all stages work on. */
export interface Study {
  readonly name: string;
  readonly dataset: Dataset;
  readonly space: Space;
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
  readonly export: Required<ExportOptions>;
}

/** How many trials a study has that says nothing about it. */
export const defaultTrials = 20;
