import type { Task } from '../load/data.js';

export type TaskKind = Task['kind'];

/** What an epoch's score is called: the last part of the metric's name and of the CSV column. */
export const scoreOf = (task: TaskKind) => (task === 'classification' ? 'accuracy' : 'r2');
