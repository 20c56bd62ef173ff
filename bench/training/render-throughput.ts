import { textTable } from '../text-table.js';
import { type BenchEngineName, engineNames, engineTitles } from './engines.js';
import { networks } from './networks.js';
import { type Rate, type ResultRow, ratioPeers, ratioTo } from './result-rows.js';
import { geometricMean } from './summarize-cell.js';

const ratioNames = Object.keys(ratioPeers) as (keyof typeof ratioPeers)[];

/** Samples per second, side by side, medians with their spread, and ortune's ratios with their geometric means. */
export function renderThroughput(rows: readonly ResultRow[], repetitions: number, rate: Rate): string {
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
        ...shown.map((name) => throughputCell(row, name, repetitions, rate)),
        ...ratioNames.map((name) => formatRatio(ratioTo(name, row, rate))),
      ]);
    }
    const means = ratioNames.map((name) => {
      const values = group.map((row) => ratioTo(name, row, rate));
      // A mean over some of the networks would look like one over all.
      return values.every((value) => value !== undefined) ? geometricMean(values) : undefined;
    });
    if (group.length > 1)
      table.push(['geometric mean', String(threads), ...shown.map(() => ''), ...means.map(formatRatio)]);
  }
  return textTable(table);
}

function throughputCell(row: ResultRow, name: BenchEngineName, repetitions: number, rate: Rate): string {
  const summary = row.cells.get(name)?.summary;
  if (!summary) return row.cells.has(name) ? 'failed' : '-';
  const value = summary[rate].toFixed(summary[rate] < 100 ? 1 : 0);
  if (summary.n !== repetitions) return `${value} (n ${summary.n})`;
  const hasSpread = rate === 'samplesPerSecond' && summary.n > 1;
  return hasSpread ? `${value} ±${(50 * summary.spread).toFixed(0)}%` : value;
}

const formatRatio = (value: number | undefined): string => value?.toFixed(2) ?? '-';
