import { type BenchEngineName, engineNames, engineTitles } from './engines.js';
import type { Cell } from './measure-cells.js';
import { type NetworkName, networks } from './networks.js';
import { type CellSummary, geometricMean, summarizeCell } from './summarize-cell.js';
import { textTable } from './text-table.js';

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

/** What ortune's throughput is set in proportion to. */
export const ratios = {
  'tfjs-node': (row: ResultRow) => row.cells.get('tfjs-node')?.summary?.samplesPerSecond,
  PyTorch: (row: ResultRow) => {
    const layouts = (['pytorch', 'pytorch-channels-last'] as const).flatMap(
      (name) => row.cells.get(name)?.summary?.samplesPerSecond ?? [],
    );
    return layouts.length > 0 ? Math.max(...layouts) : undefined;
  },
} as const;
const ratioNames = Object.keys(ratios) as (keyof typeof ratios)[];

export function ratioTo(peer: keyof typeof ratios, row: ResultRow): number | undefined {
  const own = row.cells.get('onnx')?.summary?.samplesPerSecond;
  const other = ratios[peer](row);
  return own !== undefined && other !== undefined ? own / other : undefined;
}

/** Samples per second, side by side: the median of the repetitions and the spread, and ortune's ratios with their geometric means. */
export function renderThroughput(rows: readonly ResultRow[], repetitions: number): string {
  const shown = engineNames.filter((name) => rows.some((row) => row.cells.has(name)));
  const table = [
    ['network', 'threads', ...shown.map((name) => engineTitles[name]), ...ratioNames.map((name) => `ortune / ${name}`)],
  ];
  for (const threads of new Set(rows.map((row) => row.threads))) {
    const group = rows.filter((row) => row.threads === threads);
    for (const row of group) {
      table.push([
        `${networks[row.network].title} (batch ${networks[row.network].batchSize})`,
        String(threads),
        ...shown.map((name) => throughputCell(row, name, repetitions)),
        ...ratioNames.map((name) => formatRatio(ratioTo(name, row))),
      ]);
    }
    const means = ratioNames.map((name) => {
      const values = group.map((row) => ratioTo(name, row));
      // A mean over some of the networks would look like one over all.
      return values.every((value) => value !== undefined) ? geometricMean(values) : undefined;
    });
    if (group.length > 1)
      table.push(['geometric mean', String(threads), ...shown.map(() => ''), ...means.map(formatRatio)]);
  }
  return textTable(table);
}

function throughputCell(row: ResultRow, name: BenchEngineName, repetitions: number): string {
  const summary = row.cells.get(name)?.summary;
  if (!summary) return row.cells.has(name) ? 'failed' : '-';
  const rate = formatRate(summary.samplesPerSecond);
  if (summary.n !== repetitions) return `${rate} (n ${summary.n})`;
  return summary.n > 1 ? `${rate} ±${(50 * summary.spread).toFixed(0)}%` : rate;
}

const formatRate = (value: number): string => value.toFixed(value < 100 ? 1 : 0);
const formatRatio = (value: number | undefined): string => value?.toFixed(2) ?? '-';
