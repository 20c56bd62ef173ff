import { textTable } from '../text-table.js';
import { type BenchEngineName, engineNames, engineTitles } from './engines.js';
import { networks } from './networks.js';
import type { ResultRow } from './result-rows.js';

/**
 * The loss of each engine's last checked step, from equal weights on equal batches, how far ortune's is from PyTorch's, and how
 * far PyTorch's two layouts are from each other, which is what rounding alone does.
 */
export function renderLosses(rows: readonly ResultRow[]): string {
  const checked = rows.filter((row) => lossOf(row, 'onnx') !== undefined);
  const shown = engineNames.filter((name) => checked.some((row) => lossOf(row, name) !== undefined));
  const table = checked.map((row) => [
    networks[row.network].title,
    ...shown.map((name) => lossOf(row, name)?.toFixed(5) ?? '-'),
    distance(row, 'onnx', 'pytorch'),
    distance(row, 'pytorch', 'pytorch-channels-last'),
  ]);
  const titles = shown.map((name) => engineTitles[name]);
  return textTable([['network', ...titles, '|ortune - PyTorch|', '|PyTorch layouts|'], ...table]);
}

const lossOf = (row: ResultRow, name: BenchEngineName) => row.cells.get(name)?.summary?.finalLoss;

function distance(row: ResultRow, one: BenchEngineName, other: BenchEngineName): string {
  const [a, b] = [lossOf(row, one), lossOf(row, other)];
  return a === undefined || b === undefined ? '-' : Math.abs(a - b).toExponential(1);
}

/** Largest resident set of each engine's process, in MiB, and the milliseconds ortune takes to trace and compile a step. */
export function renderMemory(rows: readonly ResultRow[]): string {
  const shown = engineNames.filter((name) => name !== 'tfjs-cpu' && rows.some((row) => row.cells.get(name)?.summary));
  const table = rows.map((row) => [
    networks[row.network].title,
    String(row.threads),
    ...shown.map((name) => {
      const bytes = row.cells.get(name)?.summary?.peakMemory;
      return bytes === undefined ? '-' : (bytes / 2 ** 20).toFixed(0);
    }),
    row.cells.get('onnx')?.summary?.compileMilliseconds?.toFixed(0) ?? '-',
  ]);
  return textTable([['network', 'threads', ...shown.map((name) => engineTitles[name]), 'compile ms'], ...table]);
}
