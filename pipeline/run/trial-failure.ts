import type { TrialFailure as WorkerFailure } from './worker/protocol.js';

/** Why a trial failed, as the conductor sees it. */
export interface TrialFailure extends WorkerFailure {
  /** The process that ran it has ended, which need not be the trial's fault: it is run again, up to `retries` times. */
  readonly isLost?: boolean;
}

/** Trials that end with these have not failed by themselves: the study was stopped. `failed`: because something else did. */
const cutOff: ReadonlySet<string> = new Set(['interrupted', 'timeout', 'failed', 'stopped']);

/** Whether a resumed study runs the trial again, however often that was. */
export const isCutOff = ({ kind }: TrialFailure): boolean => cutOff.has(kind);
