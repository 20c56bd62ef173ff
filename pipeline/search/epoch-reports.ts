import { curveColumn } from '../study/curve-column.js';
import type { Objective } from '../study/objective.js';
import { metrics, type TrialRecord } from '../study/trial.js';
import type { Report } from './observed-trial.js';

/** The objectives that are known while a trial trains: those of the learning curve, and those known before it (the size of the model). */
export const reportedObjectives = (objectives: readonly Objective[]): readonly Objective[] =>
  objectives.filter(({ metric }) => curveColumn(metric) ?? metrics[metric].from === 'static');

/** What a trial's epochs say of these objectives; what is known before is the same after every epoch. A maximised metric is negated. */
export function epochReports(
  trial: Pick<TrialRecord, 'curve' | 'metrics'>,
  objectives: readonly Objective[],
): readonly Report[] {
  const known = reportedObjectives(objectives);
  if (known.length === 0) return [];
  return trial.curve.map((record) => ({
    step: record.epoch,
    losses: known.map(({ metric, direction }) => {
      const column = curveColumn(metric);
      const value = column ? record[column] : (trial.metrics[metric] ?? Number.NaN);
      return direction === 'maximize' ? -value : value;
    }),
  }));
}
