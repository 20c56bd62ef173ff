import type { Task } from '../pipeline/load/data.js';

/** How many units the last layer of a network for `task` has: one a class, or one a regression target. */
export function outputUnits(task: Task): number {
  return task.kind === 'classification' ? task.classes.length : task.targets.length;
}
