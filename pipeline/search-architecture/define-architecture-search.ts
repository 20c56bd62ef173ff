import type { StudyDefinition } from '../study/define-study.js';
import type { TrainingPlan } from '../train/plan.js';
import type { SearchOptions } from './search-options.js';

/** An architecture search as the user writes it: the default export of a file for `ortune search-architecture`. */
export interface ArchitectureSearchDefinition
  extends Pick<StudyDefinition, 'name' | 'dataset' | 'seed' | 'workers' | 'constraints' | 'export'> {
  readonly search: SearchOptions;
  /** The size of the network that is derived, as options of `cellNet`. */
  readonly network: { readonly cells: number; readonly channels: number };
  /** How it is trained, from new weights. */
  readonly training: TrainingPlan;
  /** What it is compared with: networks of as many weights, trained alike. */
  readonly baselines?: {
    /** Networks of cells drawn at random from the same space. Default 0. */
    readonly random?: number;
    /** Those of `handDesignedNetworks`. Default false. */
    readonly handDesigned?: boolean;
  };
  /** How many trainings each network gets; they differ in their random numbers. Default 1. */
  readonly replicates?: number;
  /** Default: the accuracy on the validation rows. */
  readonly objectives?: StudyDefinition['objectives'];
}

/** Identity at run time; it exists for its types. Checked by `parseArchitectureSearch` when the file is loaded. */
export function defineArchitectureSearch(search: ArchitectureSearchDefinition): ArchitectureSearchDefinition {
  return search;
}
