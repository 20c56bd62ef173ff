import { OrtuneError } from '../errors.js';
import { type Inspection, inspectModel } from './inspection.js';
import { latencyGroups } from './latency-groups.js';
import { describeMachine, type Machine } from './machine.js';
import { type CandidateResult, measureCandidates } from './measure-candidates.js';
import { type MeasureOptions, measureDefaults } from './measure-options.js';
import type { Measurement } from './measurement.js';
import { modelLabels } from './model-labels.js';
import { type MachinePeaks, measurePeaks } from './peaks.js';
import { type Percentile, percentileNames } from './percentiles.js';
import { type Roofline, rooflineOf } from './roofline.js';
import type { SessionOptions } from './timed-session.js';

export interface BenchResult {
  readonly machine: Machine;
  readonly session: SessionOptions;
  /** Time given to each file at most, in seconds. */
  readonly seconds: number;
  /** What files are compared by. */
  readonly percentile: Percentile;
  /** Absent where models run on more than the processor, and where nothing could be measured. */
  readonly peaks?: MachinePeaks;
  readonly candidates: readonly BenchedFile[];
}

export type BenchedFile = {
  readonly file: string;
  /** What tells it from the other files: its name, or more of its path. */
  readonly label: string;
} & (BenchedModel | { readonly error: OrtuneError });

export interface BenchedModel {
  readonly bytes: number;
  readonly measurement: Measurement;
  /** Models that cannot be told apart by the percentile share one, from 1; absent where there is no such percentile. */
  readonly group?: number;
  /** Undefined where it was interrupted; a problem where the model cannot be profiled. */
  readonly inspection?: Inspection | { readonly problem: string };
  readonly roofline?: Roofline;
}

/** The session's options are exactly those given; without any it has one thread. */
export type BenchOptions = MeasureOptions;

const defaultSeconds = 3;

/**
 * `ortune bench`: measures any .onnx files side by side, and then looks into each. Files that cannot be measured carry
 * their error.
 */
export async function benchFiles(files: readonly string[], options: BenchOptions = {}): Promise<BenchResult> {
  const { seconds = defaultSeconds, percentile = 'p50', session = measureDefaults.session } = options;
  const settled = { ...options, seconds, percentile, session };
  const candidates = files.map((file) => ({ file, session }));
  const measured = withNames(await measureCandidates(candidates, settled), percentile);
  const machine = describeMachine();
  const peaks = await peaksFor(measured, settled);
  const looked: BenchedFile[] = [];
  for (const candidate of measured) looked.push(await lookInto(candidate, settled, peaks));
  return { machine, session, seconds, percentile, ...(peaks && { peaks }), candidates: looked };
}

function withNames(results: readonly CandidateResult[], percentile: Percentile): readonly BenchedFile[] {
  const latencies = results.flatMap((result) => ('error' in result ? [] : [result.measurement.latency]));
  const groups = latencyGroups(latencies, percentile);
  const labels = modelLabels(results.map(({ file }) => file));
  return results.map((result) => {
    const label = labels.get(result.file) ?? result.file;
    if ('error' in result) return { ...result, label };
    const group = groups[latencies.indexOf(result.measurement.latency)];
    return { ...result, label, ...(group !== undefined && { group }) };
  });
}

type Settled = BenchOptions & { readonly session: SessionOptions };

async function peaksFor(
  files: readonly BenchedFile[],
  { session, signal }: Settled,
): Promise<MachinePeaks | undefined> {
  const onProcessor = session.executionProviders?.every((provider) => provider === 'cpu') ?? true;
  if (!onProcessor || signal?.aborted || files.every((file) => 'error' in file)) return undefined;
  return measurePeaks(session.intraOpNumThreads ?? 0, { signal }).catch((error: unknown) => {
    if (signal?.aborted) return undefined;
    throw error;
  });
}

async function lookInto(file: BenchedFile, options: Settled, peaks: MachinePeaks | undefined): Promise<BenchedFile> {
  if ('error' in file || options.signal?.aborted) return file;
  const { session, seed, dims, given } = options;
  try {
    const inspection = await inspectModel(file.file, session, { seed, dims, given }, options);
    const roofline = peaks && rooflineOf(inspection, file.measurement.latency.p50, peaks);
    return { ...file, inspection, ...(roofline && { roofline }) };
  } catch (error) {
    if (options.signal?.aborted) return file;
    if (!(error instanceof OrtuneError)) throw error;
    return { ...file, inspection: { problem: error.message } };
  }
}

/** The percentiles that a result shows: the usual ones, and the one asked for. */
export const shownPercentiles = (percentile: Percentile): readonly Percentile[] =>
  percentileNames.filter((name) => name !== 'p99.9' || percentile === 'p99.9');
