import type { EpochRecord, MetricValues, Parameters, TrialRecord, TrialState } from '../study/trial.js';

/** WAITING -> RUNNING -> COMPLETE, PRUNED or FAIL; a trial that was never started may still be pruned or fail. */
const allowed: Readonly<Record<TrialState, readonly TrialState[]>> = {
  WAITING: ['RUNNING', 'PRUNED', 'FAIL'],
  RUNNING: ['COMPLETE', 'PRUNED', 'FAIL'],
  COMPLETE: [],
  PRUNED: [],
  FAIL: [],
};

export function waitingTrial(number: number, parameters: Parameters): TrialRecord {
  return { number, state: 'WAITING', reason: '', parameters, metrics: {}, curve: [], epochs: 0, diagnosis: '' };
}

export function started(trial: TrialRecord): TrialRecord {
  return inState(trial, 'RUNNING');
}

/** A running trial after one more epoch. */
export function withEpoch(trial: TrialRecord, record: EpochRecord): TrialRecord {
  if (trial.state !== 'RUNNING') throw new Error(`trial ${trial.number} is ${trial.state}, it cannot train an epoch`);
  return { ...trial, curve: [...trial.curve, record], epochs: record.epoch };
}

/** Adds what was measured; a finished trial may still be benchmarked. */
export function withMetrics(trial: TrialRecord, metrics: MetricValues): TrialRecord {
  return { ...trial, metrics: { ...trial.metrics, ...metrics } };
}

export function completed(trial: TrialRecord): TrialRecord {
  return inState(trial, 'COMPLETE');
}

export function pruned(trial: TrialRecord, reason: string): TrialRecord {
  return { ...inState(trial, 'PRUNED'), reason };
}

export function failed(trial: TrialRecord, reason: string): TrialRecord {
  return { ...inState(trial, 'FAIL'), reason: oneLine(reason) };
}

function inState(trial: TrialRecord, state: TrialState): TrialRecord {
  if (!allowed[trial.state].includes(state)) {
    throw new Error(`trial ${trial.number} cannot go from ${trial.state} to ${state}`);
  }
  return { ...trial, state };
}

/** A reason is a cell of ranking.csv and a line on the terminal. */
function oneLine(reason: string): string {
  return reason.replace(/\s*\n\s*/g, ' ').trim();
}
