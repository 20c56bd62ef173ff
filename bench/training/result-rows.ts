import type { BenchEngineName } from './engines.js';
import type { Cell } from './measure-cells.js';
import type { NetworkName } from './networks.js';
import { type CellSummary, summarizeCell } from './summarize-cell.js';

/** What every engine did on one network with so many threads. */
export interface ResultRow {
  readonly network: NetworkName;
  readonly threads: number;
  readonly cells: ReadonlyMap<BenchEngineName, { readonly summary?: CellSummary; readonly failure?: string }>;
}

export function resultRows(cells: readonly Cell[]): ResultRow[] {
  const rows = new Map<string, { network: NetworkName; threads: number; cells: Map<BenchEngineName, object> }>();
  for (const cell of cells) {
    const { network, threads, engine, failure } = cell;
    const row = rows.get(`${network} ${threads}`) ?? { network, threads, cells: new Map() };
    row.cells.set(engine.name, { summary: summarizeCell(cell), failure });
    rows.set(`${network} ${threads}`, row);
  }
  return [...rows.values()].sort((a, b) => a.threads - b.threads);
}

/** Which figure of a cell is compared. */
export type Rate = 'samplesPerSecond' | 'fastestSamplesPerSecond';

/** What ortune's throughput is set in proportion to; several are the layouts of one peer, of which the better counts. */
export const ratioPeers = {
  'tfjs-node': ['tfjs-node'],
  PyTorch: ['pytorch', 'pytorch-channels-last'],
} as const satisfies Record<string, readonly BenchEngineName[]>;

/** Undefined where either was not measured. */
export function ratioTo(peer: keyof typeof ratioPeers, row: ResultRow, rate: Rate): number | undefined {
  const own = row.cells.get('onnx')?.summary?.[rate];
  const others = ratioPeers[peer].flatMap((name) => row.cells.get(name)?.summary?.[rate] ?? []);
  return own !== undefined && others.length > 0 ? own / Math.max(...others) : undefined;
}
