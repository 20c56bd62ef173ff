import type { MetricValues } from '../study/trial.js';
import type { ChildReport } from './child-protocol.js';
import { type Disturbance, findDisturbances } from './disturbances.js';
import type { IntegerFill } from './input-types.js';
import { type LatencySummary, summarizeLatency } from './latency-summary.js';
import { type ServerSummary, summarizeServer } from './server-summary.js';
import { type Spread, spread } from './spread.js';
import { type BatchThroughput, summarizeThroughput } from './throughput-summary.js';

/** What is known of a model after its rounds of measurement. */
export interface Measurement {
  /** MLPerf's single-stream scenario: one inference after the other, milliseconds at batch 1 (see `batch`). */
  readonly latency: LatencySummary;
  /** Samples per run behind `latency`: 1, or the only batch size the model takes. */
  readonly batch: number;
  /** What generated integers were: `mixed` unless the model does not run on such. */
  readonly integers: IntegerFill;
  /** MLPerf's offline scenario: one batch after the other, ascending batch sizes; empty where it was not measured. */
  readonly throughput: readonly BatchThroughput[];
  /** MLPerf's server scenario: requests at random times; absent where it was not measured. */
  readonly server?: ServerSummary;
  /** What makes the figures doubtful; see `describeDisturbance`. */
  readonly disturbances: readonly Disturbance[];
  /** Creating the session and the first run, in ms, with the file in the page cache. */
  readonly coldStart: Spread;
  /** High-water mark of the resident set of the whole process after the first runs at batch 1, in MB (10^6 bytes). */
  readonly peakMemory: Spread;
  /** Resident set at that moment, in MB. */
  readonly residentMemory: Spread;
  /** The part of it that Node and ONNX Runtime's library take without any model, in MB. */
  readonly emptyProcessMemory: Spread;
  /** See TimedSession: whether event-loop time is part of the latency (`promise`) or not (`native`). */
  readonly clocked: 'native' | 'promise';
  /** Version of onnxruntime-node. */
  readonly runtime: string;
}

/**
 * @param rounds at least one, all of the same model and options
 * @param begun see LatencyRounds
 */
export function summarizeRounds(rounds: readonly [ChildReport, ...ChildReport[]], begun: string): Measurement {
  const [first] = rounds;
  const megabytes = (key: keyof ChildReport['memory']) => spread(rounds.map(({ memory }) => memory[key] / 1e6));
  return {
    latency: summarizeLatency(rounds, begun),
    batch: first.batch,
    integers: first.integers,
    throughput: summarizeThroughput(rounds.map((round) => round.throughput)),
    ...summarizeServer(rounds.flatMap((round) => round.server ?? [])),
    disturbances: findDisturbances(rounds),
    coldStart: spread(rounds.map((round) => round.coldStart)),
    peakMemory: megabytes('peak'),
    residentMemory: megabytes('resident'),
    emptyProcessMemory: megabytes('before'),
    clocked: first.clocked,
    runtime: first.runtime,
  };
}

export function bestThroughput(measurement: Measurement): BatchThroughput | undefined {
  return measurement.throughput.reduce<BatchThroughput | undefined>(
    (best, candidate) => (best && best.samplesPerSecond >= candidate.samplesPerSecond ? best : candidate),
    undefined,
  );
}

/** The measurement under the names that objectives and reports use. Percentiles from too few samples have no entry. */
export function measuredMetrics(measurement: Measurement): MetricValues {
  const { latency, coldStart, peakMemory, residentMemory } = measurement;
  const throughput = bestThroughput(measurement)?.samplesPerSecond;
  return {
    'latency.p50': latency.p50,
    ...(latency.p90 === undefined ? {} : { 'latency.p90': latency.p90 }),
    ...(latency.p99 === undefined ? {} : { 'latency.p99': latency.p99 }),
    ...(throughput === undefined ? {} : { throughput }),
    coldStart: coldStart.median,
    'memory.peak': peakMemory.highest,
    'memory.resident': residentMemory.median,
  };
}
