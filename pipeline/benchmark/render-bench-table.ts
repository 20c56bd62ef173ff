import { basename } from 'node:path';
import type { BenchResult } from './bench-files.js';
import type { CandidateResult } from './measure-candidates.js';
import { bestThroughput } from './measurement.js';

const columns = [
  'model',
  'p50 ms',
  'p90 ms',
  'p99 ms',
  'IQR ms',
  'n',
  'warm-up',
  'best 1/s',
  'at batch',
  'cold start ms',
  'peak MB',
  'file kB',
] as const;

/**
 * A table for the terminal: one line a model, then what a reader needs to trust it. An empty cell is a figure that too
 * few samples were taken for.
 */
export function renderBenchTable({ machine, threads, seconds, candidates }: BenchResult): string {
  const rows = [[...columns], ...candidates.flatMap(rowOf)];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const memory = (machine.memory / 2 ** 30).toFixed(0);
  return [
    `${machine.cpu}, ${machine.processors} processors, ${memory} GiB; ONNX Runtime ${machine.onnxruntime}, ` +
      `Node ${machine.node}; threads ${threads}; ${seconds} s a model`,
    ...(rows.length > 1 ? ['', ...lines] : []),
    ...notes(candidates),
    '',
  ].join('\n');
}

function rowOf(result: CandidateResult): string[][] {
  if ('error' in result) return [];
  const { latency, coldStart, peakMemory } = result.measurement;
  const best = bestThroughput(result.measurement);
  return [
    [
      basename(result.file),
      milliseconds(latency.p50),
      milliseconds(latency.p90),
      milliseconds(latency.p99),
      milliseconds(latency.interquartileRange),
      String(latency.n),
      String(latency.warmup),
      best ? best.samplesPerSecond.toFixed(0) : '',
      best ? String(best.batch) : '',
      milliseconds(coldStart.median),
      peakMemory.highest.toFixed(1),
      (result.bytes / 1000).toFixed(1),
    ],
  ];
}

function notes(candidates: readonly CandidateResult[]): string[] {
  const lines = candidates.flatMap((result) => {
    const name = basename(result.file);
    if ('error' in result) return [result.error.message];
    const { latency, batch, clocked } = result.measurement;
    return [
      ...(batch === 1 ? [] : [`${name}: the model takes batches of ${batch} only; its latency is a batch's`]),
      ...(latency.steady ? [] : [`${name}: the running median was not steady after warming up`]),
      ...(clocked === 'native' ? [] : [`${name}: times include a turn of Node's event loop`]),
    ];
  });
  return lines.length > 0 ? ['', ...lines] : [];
}

/** Three significant digits or more, never exponential. */
function milliseconds(value: number | undefined): string {
  if (value === undefined) return '';
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value >= 1 ? value.toFixed(2) : value.toFixed(4);
}
