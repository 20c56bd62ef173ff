import { reportedObjectives } from '../../search/epoch-reports.js';
import type { StoredTrial } from '../../store/stored-trial.js';
import { curveColumn } from '../../study/curve-column.js';
import type { Objective } from '../../study/objective.js';
import type { EpochRecord, TrialRecord } from '../../study/trial.js';
import type { TimedModel } from '../../study/trial-timing.js';
import { type Attempts, restoreTrial } from '../record/restore-trials.js';
import { trialAttributes } from '../record/trial-attributes.js';
import { started } from '../trial-life-cycle.js';

/**
 * A trial of `ortune tune` as its attempts in the storage tell it at this moment. Retries are for whoever runs the study: here a
 * trial is what its last attempt says.
 * @param timed what was measured of it after it had ended
 */
export function recordedTrial(
  number: number,
  attempts: Attempts<StoredTrial>,
  objectives: readonly Objective[],
  timed?: TimedModel,
): TrialRecord {
  const last = attempts.at(-1) ?? attempts[0];
  const { record } = restoreTrial(number, attempts, 0, timed);
  const trial = last.state === 'RUNNING' ? started(record) : record;
  // The whole curve is written when a trial ends; before, and where it was killed, there is what the pruner goes by.
  if (trialAttributes.curve in last.systemAttributes || last.reports.length === 0) return trial;
  return { ...trial, curve: reportedCurve(last, objectives), epochs: last.reports.at(-1)?.step ?? 0 };
}

const unknown: EpochRecord = {
  epoch: 0,
  learningRate: Number.NaN,
  trainLoss: Number.NaN,
  trainScore: Number.NaN,
  validationLoss: Number.NaN,
  validationScore: Number.NaN,
  seconds: Number.NaN,
};

/** The columns that are objectives; NaN in all others. */
function reportedCurve({ reports }: StoredTrial, objectives: readonly Objective[]): readonly EpochRecord[] {
  const columns = reportedObjectives(objectives).map(({ metric }) => curveColumn(metric));
  return reports.map(({ step, values }) => {
    const known = columns.flatMap((column, i) => (column ? [[column, values[i] ?? Number.NaN]] : []));
    return { ...unknown, epoch: step, ...Object.fromEntries(known) };
  });
}
