import type { Task } from '../pipeline/load/data.js';
import { maximize, type Objective } from '../pipeline/study/objective.js';

/** What a preset is judged by; it has to be known before the data is read. */
export interface PresetTask {
  /** Default `classification`: validation accuracy; `regression`: validation R2. */
  readonly task?: Task['kind'];
}

export const objectiveFor = ({ task = 'classification' }: PresetTask): Objective =>
  maximize(task === 'classification' ? 'validation.accuracy' : 'validation.r2');
