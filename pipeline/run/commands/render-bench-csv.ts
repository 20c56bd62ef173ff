import type { BenchedFile, BenchedModel, BenchResult } from '../../benchmark/bench-files.js';
import { describeDisturbance } from '../../benchmark/disturbances.js';
import { bestThroughput } from '../../benchmark/measurement.js';
import { percentileNames } from '../../benchmark/percentiles.js';
import { type Cell, renderCsv } from '../../report/render-csv.js';

interface Column {
  readonly name: string;
  readonly cell: (model: BenchedModel) => Cell;
}

const latencyColumns: readonly Column[] = percentileNames.flatMap((name) => [
  { name: `latency_${name}_ms`, cell: ({ measurement }) => measurement.latency[name] },
  { name: `latency_${name}_low_ms`, cell: ({ measurement }) => measurement.latency.intervals[name]?.low },
  { name: `latency_${name}_high_ms`, cell: ({ measurement }) => measurement.latency.intervals[name]?.high },
]);

const inspected = ({ inspection }: BenchedModel) => (inspection && !('problem' in inspection) ? inspection : undefined);

/** Columns are only ever added. */
const columns: readonly Column[] = [
  { name: 'group', cell: ({ group }) => group },
  { name: 'batch', cell: ({ measurement }) => measurement.batch },
  ...latencyColumns,
  { name: 'latency_iqr_ms', cell: ({ measurement }) => measurement.latency.interquartileRange },
  { name: 'n', cell: ({ measurement }) => measurement.latency.n },
  { name: 'rounds', cell: ({ measurement }) => measurement.coldStart.n },
  { name: 'warmup', cell: ({ measurement }) => measurement.latency.warmup },
  { name: 'steady', cell: ({ measurement }) => measurement.latency.steady },
  { name: 'throughput_per_s', cell: ({ measurement }) => bestThroughput(measurement)?.samplesPerSecond },
  { name: 'throughput_low_per_s', cell: ({ measurement }) => bestThroughput(measurement)?.interval?.low },
  { name: 'throughput_high_per_s', cell: ({ measurement }) => bestThroughput(measurement)?.interval?.high },
  { name: 'throughput_batch', cell: ({ measurement }) => bestThroughput(measurement)?.batch },
  { name: 'server_rate_per_s', cell: ({ measurement }) => measurement.server?.rate?.median },
  { name: 'server_percentile', cell: ({ measurement }) => measurement.server?.percentile },
  { name: 'server_bound_ms', cell: ({ measurement }) => measurement.server?.bound },
  { name: 'cold_start_ms', cell: ({ measurement }) => measurement.coldStart.median },
  { name: 'memory_peak_mb', cell: ({ measurement }) => measurement.peakMemory.highest },
  { name: 'memory_resident_mb', cell: ({ measurement }) => measurement.residentMemory.median },
  { name: 'memory_empty_process_mb', cell: ({ measurement }) => measurement.emptyProcessMemory.median },
  { name: 'file_bytes', cell: ({ bytes }) => bytes },
  { name: 'parameters', cell: (model) => inspected(model)?.parameters },
  { name: 'multiply_adds', cell: (model) => inspected(model)?.operations.multiplyAdds },
  { name: 'not_counted', cell: (model) => inspected(model)?.operations.uncounted.join(' ') },
  { name: 'weight_bytes', cell: (model) => inspected(model)?.operations.weightBytes },
  { name: 'activation_bytes', cell: (model) => inspected(model)?.activations.bytes },
  { name: 'gflops_per_s', cell: ({ roofline }) => giga(roofline?.flopsPerSecond) },
  { name: 'arithmetic_share', cell: ({ roofline }) => roofline?.arithmeticShare },
  { name: 'gb_per_s', cell: ({ roofline }) => giga(roofline?.bytesPerSecond) },
  { name: 'memory_share', cell: ({ roofline }) => roofline?.memoryShare },
  { name: 'roof_share', cell: ({ roofline }) => roofline?.roofShare },
  { name: 'bound_by', cell: ({ roofline }) => roofline?.boundBy },
  { name: 'integers', cell: ({ measurement }) => measurement.integers },
  { name: 'disturbances', cell: ({ measurement }) => measurement.disturbances.map(describeDisturbance).join('; ') },
];

/** `ortune bench --csv`: a row for each file; one that could not be measured has its reason in `error` and nothing else. */
export function renderBenchCsv({ candidates, machine, session, peaks }: BenchResult): Promise<string> {
  const place: readonly (readonly [name: string, value: Cell])[] = [
    ['session', JSON.stringify(session)],
    ['peak_gflops_per_s', giga(peaks?.flopsPerSecond)],
    ['cpu', machine.cpu],
    ['processors', machine.processors],
    ['onnxruntime', machine.onnxruntime],
    ['node', machine.node],
  ];
  const cellsOf = (file: BenchedFile): readonly Cell[] =>
    'error' in file
      ? [file.file, ...columns.map(() => undefined), file.error.message]
      : [file.file, ...columns.map(({ cell }) => cell(file)), undefined];
  return renderCsv(
    ['file', ...columns.map(({ name }) => name), 'error', ...place.map(([name]) => name)],
    candidates.map((file) => [...cellsOf(file), ...place.map(([, value]) => value)]),
  );
}

const giga = (value: number | undefined) => (value === undefined ? undefined : value / 1e9);
