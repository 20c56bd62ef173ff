import type { FeedOptions } from './model-inputs.js';
import type { Percentile } from './percentiles.js';
import type { ServerBound } from './server-summary.js';
import type { SessionOptions } from './timed-session.js';

/** Of what a measurement leaves open. */
export const measureDefaults = {
  seconds: 1.5,
  width: 0.02,
  batchSizes: [1, 8, 64],
  /** One thread within operators and one between them. */
  session: { intraOpNumThreads: 1, interOpNumThreads: 1 },
} as const;

/** A model to measure. */
export interface Candidate {
  /** Path of the .onnx file. */
  readonly file: string;
  /** Exactly these; default: those of all candidates. */
  readonly session?: SessionOptions;
}

export interface MeasureOptions extends Pick<FeedOptions, 'seed' | 'dims' | 'given'> {
  /**
   * Time given to one candidate over all rounds at most, without starting processes and warming up, and without the server scenario.
   * Default 1.5.
   */
  readonly seconds?: number;
  /** Whose interval decides when a measurement is precise enough. Default `p50`. */
  readonly percentile?: Percentile;
  /**
   * A measurement ends before its time when the 95 % interval of the percentile is, for every candidate, no wider than this share of it,
   * but not before five rounds. Default 0.02; 0: never.
   */
  readonly width?: number;
  /** Fresh processes per candidate at most. Default: three a second, from 5 to 20. */
  readonly rounds?: number;
  /** Offline scenario: ascending; default 1, 8, 64. Empty: throughput is not measured. */
  readonly batchSizes?: readonly number[];
  /** Server scenario; default: not measured. `seconds` for each candidate, over three processes, default 15. */
  readonly server?: ServerBound & { readonly seconds?: number };
  /** Exactly these, of candidates that have none of their own. Default: one thread within operators and one between them. */
  readonly session?: SessionOptions;
  /** After which one process is given up. Default: 120 beyond what it is asked to take. */
  readonly timeoutSeconds?: number;
  /** Stops the measurement; candidates keep the rounds they had. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: MeasureProgress) => void;
}

export interface MeasureProgress {
  /** Index of the candidate. */
  readonly candidate: number;
  /** Processes that have ended, of `total` at most. */
  readonly done: number;
  readonly total: number;
}
