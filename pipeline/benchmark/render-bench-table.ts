import { alignColumns } from './align-columns.js';
import { type BenchedFile, type BenchedModel, type BenchResult, shownPercentiles } from './bench-files.js';
import { describeDisturbance } from './disturbances.js';
import type { Machine } from './machine.js';
import { bestThroughput } from './measurement.js';
import type { Percentile } from './percentiles.js';
import type { SessionOptions } from './timed-session.js';

type Row = { readonly label: string } & BenchedModel;

interface Column {
  readonly name: string;
  readonly cell: (row: Row) => string;
}

/**
 * Tables for the terminal: how fast each model is, then what it takes and how near it comes to the machine's peaks, and
 * what a reader needs to trust it. An empty cell is a figure that too few samples were taken for, or that is not known.
 */
export function renderBenchTable({ machine, session, seconds, percentile, peaks, candidates }: BenchResult): string {
  const rows = candidates.filter((candidate): candidate is BenchedFile & Row => !('error' in candidate));
  const peak = peaks?.bandwidths.at(-1);
  return [
    ...describeSettings(machine, session),
    `at most ${seconds} s a model`,
    ...(peaks && peak ? [`peaks: ${giga(peaks.flopsPerSecond)} GFLOP/s, ${giga(peak.bytesPerSecond)} GB/s`] : []),
    ...tableOf(speedColumns(percentile, rows), rows),
    ...tableOf(costColumns, rows),
    ...notes(candidates),
    '',
  ].join('\n');
}

function describeSettings(machine: Machine, session: SessionOptions): readonly string[] {
  const memory = (machine.memory / 2 ** 30).toFixed(0);
  const options = Object.entries(session).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [
    `${machine.cpu}, ${machine.processors} processors, ${memory} GiB; ONNX Runtime ${machine.onnxruntime}, Node ${machine.node}`,
    `session: ${options.join(', ') || 'as ONNX Runtime has it'}`,
  ];
}

function tableOf(columns: readonly Column[], rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  return [
    '',
    ...alignColumns([columns.map(({ name }) => name), ...rows.map((row) => columns.map(({ cell }) => cell(row)))]),
  ];
}

const model: Column = { name: 'model', cell: ({ label }) => label };

function speedColumns(percentile: Percentile, rows: readonly Row[]): readonly Column[] {
  const hasThroughput = rows.some(({ measurement }) => measurement.throughput.length > 0);
  const hasServer = rows.some(({ measurement }) => measurement.server);
  return [
    model,
    ...(rows.length > 1 ? [{ name: 'group', cell: ({ group }: Row) => group?.toString() ?? '' }] : []),
    ...shownPercentiles(percentile).flatMap((name) => [
      { name: `${name} ms`, cell: ({ measurement }: Row) => milliseconds(measurement.latency[name]) },
      ...(name === percentile ? [{ name: '95 % interval', cell: (row: Row) => intervalOf(row, name) }] : []),
    ]),
    { name: 'n', cell: ({ measurement }) => String(measurement.latency.n) },
    { name: 'rounds', cell: ({ measurement }) => String(measurement.coldStart.n) },
    ...(hasThroughput ? throughputColumns : []),
    ...(hasServer
      ? [{ name: 'server 1/s', cell: ({ measurement }: Row) => measurement.server?.rate?.median.toFixed(0) ?? '' }]
      : []),
  ];
}

const throughputColumns: readonly Column[] = [
  { name: 'best 1/s', cell: ({ measurement }) => bestThroughput(measurement)?.samplesPerSecond.toFixed(0) ?? '' },
  { name: 'at batch', cell: ({ measurement }) => bestThroughput(measurement)?.batch.toString() ?? '' },
];

const costColumns: readonly Column[] = [
  model,
  { name: 'cold start ms', cell: ({ measurement }) => milliseconds(measurement.coldStart.median) },
  { name: 'peak MB', cell: ({ measurement }) => measurement.peakMemory.highest.toFixed(1) },
  { name: 'resident MB', cell: ({ measurement }) => measurement.residentMemory.median.toFixed(1) },
  { name: 'file kB', cell: ({ bytes }) => (bytes / 1000).toFixed(1) },
  { name: 'parameters', cell: (row) => inspected(row)?.parameters.toString() ?? '' },
  { name: 'MMAC', cell: (row) => millions(inspected(row)?.operations.multiplyAdds) },
  { name: 'GFLOP/s', cell: ({ roofline }) => giga(roofline?.flopsPerSecond) },
  { name: 'of peak', cell: ({ roofline }) => percent(roofline?.arithmeticShare) },
  { name: 'GB/s', cell: ({ roofline }) => giga(roofline?.bytesPerSecond) },
  { name: 'of peak', cell: ({ roofline }) => percent(roofline?.memoryShare) },
  { name: 'of roof', cell: ({ roofline }) => percent(roofline?.roofShare) },
  { name: 'bound by', cell: ({ roofline }) => roofline?.boundBy ?? '' },
];

const inspected = ({ inspection }: Row) => (inspection && !('problem' in inspection) ? inspection : undefined);

function intervalOf({ measurement }: Row, name: Percentile): string {
  const interval = measurement.latency.intervals[name];
  return interval ? `${milliseconds(interval.low)}-${milliseconds(interval.high)}` : '';
}

function notes(files: readonly BenchedFile[]): readonly string[] {
  const lines = files.flatMap((file) => ('error' in file ? [file.error.message] : modelNotes(file)));
  return lines.length > 0 ? ['', ...lines] : [];
}

/** What a reader must know of the figures of one model. */
export function modelNotes(row: Row): readonly string[] {
  const { latency, batch, clocked, integers, disturbances, server } = row.measurement;
  const { inspection } = row;
  const uncounted = inspected(row)?.operations.uncounted ?? [];
  return [
    ...(batch === 1 ? [] : [`its latency is that of a batch of ${batch}`]),
    ...(integers === 'mixed' ? [] : [`integer inputs are all ${integers}: it does not run on 0 and 1 mixed`]),
    ...(latency.steady ? [] : ['the running median was not steady after warming up']),
    ...(clocked === 'native' ? [] : ["times include a turn of Node's event loop"]),
    ...(server ? [serverNote(server.percentile, server.bound, server.rate === undefined)] : []),
    ...disturbances.map(describeDisturbance),
    ...(inspection && 'problem' in inspection ? [`not looked into: ${inspection.problem}`] : []),
    ...(uncounted.length > 0 ? [`multiply-adds of ${uncounted.join(', ')} are not counted`] : []),
  ].map((note) => `${row.label}: ${note}`);
}

const serverNote = (percentile: Percentile, bound: number, tooShort: boolean) =>
  tooShort
    ? `the time was too short for a rate at which ${percentile} stays within ${bound} ms`
    : `the server rate keeps ${percentile}, waiting included, within ${bound} ms`;

/** Three significant digits or more, never exponential. */
export function milliseconds(value: number | undefined): string {
  if (value === undefined) return '';
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value >= 1 ? value.toFixed(2) : value.toFixed(4);
}

function percent(share: number | undefined): string {
  if (share === undefined) return '';
  return `${share >= 0.1 ? (100 * share).toFixed(0) : (100 * share).toPrecision(2)} %`;
}
const giga = (value: number | undefined) => (value === undefined ? '' : threeDigits(value / 1e9));
const millions = (value: number | undefined) => (value === undefined ? '' : threeDigits(value / 1e6));
const threeDigits = (value: number) => (value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString());
