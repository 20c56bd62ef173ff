import type { IntegerFill } from './input-types.js';
import type { ServerTask } from './measure-server.js';
import type { FeedOptions } from './model-inputs.js';
import type { ServerRound } from './server-summary.js';
import type { SessionOptions } from './timed-session.js';

/** What the parent asks of a measuring child process. Times are milliseconds. */
export interface ChildRequest {
  /** Absolute path of the .onnx file. */
  readonly model: string;
  readonly session: SessionOptions;
  readonly feed: FeedOptions;
  readonly warmUp: { readonly atLeastMs: number; readonly atMostMs: number };
  readonly latency: { readonly milliseconds: number; readonly thresholds: readonly number[] };
  /** Absent: not measured by this child. `milliseconds` are for all batch sizes together. */
  readonly throughput?: { readonly batchSizes: readonly number[]; readonly milliseconds: number };
  /** Absent: not measured by this child. */
  readonly server?: ServerTask;
}

/** What one fresh process found. */
export interface ChildReport {
  readonly clocked: 'native' | 'promise';
  /** Version of onnxruntime-node. */
  readonly runtime: string;
  /** Samples in the runs behind `samples`; 1 wherever the model lets it be chosen. */
  readonly batch: number;
  /** What generated integers were: what the model runs on. */
  readonly integers: IntegerFill;
  /** Creating the session and the first run, in ms. */
  readonly coldStart: number;
  readonly warmup: number;
  readonly steady: boolean;
  /** Milliseconds of each run. */
  readonly samples: Float64Array;
  /** Processors that others than this process and its parent kept busy while they were taken, where that is known. */
  readonly load: number | undefined;
  readonly memory: MemoryReading;
  readonly throughput: readonly TimedBatches[];
  readonly server?: ServerRound;
}

/** Bytes. */
export interface MemoryReading {
  /** Resident before the session: Node and ONNX Runtime's library. */
  readonly before: number;
  /** Resident after the timed runs at batch 1. */
  readonly resident: number;
  /** High-water mark until then. */
  readonly peak: number;
}

export interface TimedBatches {
  readonly batch: number;
  readonly samplesPerSecond: number;
  /** Timed runs. */
  readonly n: number;
}
