import { type Cell as CsvCell, renderCsv } from '../../pipeline/report/render-csv.js';
import type { Cell } from './measure-cells.js';
import { networks } from './networks.js';
import { throughput } from './summarize-cell.js';

const columns = [
  'network',
  'batch_size',
  'engine',
  'threads',
  'repetition',
  'samples_per_second',
  'steps',
  'samples_per_step',
  'seconds',
  'cpu_seconds',
  'fastest_step_seconds',
  'warmup_steps',
  'peak_memory_bytes',
  'compile_ms',
  'checked_steps',
  'final_loss',
  'versions',
  'failure',
] as const;

/** Every measurement, one line each, with what it was measured on. */
export function renderTrainingCsv(cells: readonly Cell[], machine: Readonly<Record<string, CsvCell>>): Promise<string> {
  const rows = cells.flatMap(({ network, engine, threads, reports, failure }) => {
    const key = [network, networks[network].batchSize, engine.name, threads];
    const measured = reports.map((report, i) => [
      ...key,
      i + 1,
      throughput(report),
      report.steps,
      report.samplesPerStep,
      report.seconds,
      report.cpuSeconds,
      report.fastestStep,
      report.warmupSteps,
      report.peakMemory,
      report.compileMilliseconds,
      report.losses.length,
      report.losses.at(-1),
      renderVersions(report.versions),
      undefined,
    ]);
    const failed =
      failure === undefined ? [] : [[...key, ...Array<undefined>(columns.length - key.length - 1), failure]];
    return [...measured, ...failed];
  });
  const where = Object.values(machine);
  return renderCsv(
    [...columns, ...Object.keys(machine)],
    rows.map((row) => [...row, ...where]),
  );
}

export const renderVersions = (versions: Readonly<Record<string, string>>): string =>
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
