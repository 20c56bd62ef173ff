import { textTable } from '../text-table.js';
import type { NasRun } from './runs-csv.js';

const columns = ['', 'parameters', 'runs', 'test accuracy', 'spread', 'lowest', 'highest', 'validation', 'latency ms'];

/**
 * One row for each architecture, and one for each kind over all its runs; the best kinds and architectures come first.
 * @param latencies of architectures by name, ms
 */
export function renderNasTable(runs: readonly NasRun[], latencies: ReadonlyMap<string, number>): string {
  const byMean = (groups: ReadonlyMap<string, readonly NasRun[]>) =>
    [...groups].sort(
      ([, a], [, b]) =>
        mean(b.map(({ testAccuracy }) => testAccuracy)) - mean(a.map(({ testAccuracy }) => testAccuracy)),
    );
  const rows = byMean(groupBy(runs, ({ kind }) => kind)).flatMap(([kind, own]) => [
    [`${kind}, all`, ...summary(own)],
    ...byMean(groupBy(own, ({ name }) => name)).map(([name, same]) => [
      `  ${name}`,
      ...summary(same),
      latencies.get(name)?.toFixed(3) ?? '',
    ]),
  ]);
  return textTable([columns, ...rows]);
}

function summary(runs: readonly NasRun[]): string[] {
  const test = runs.map(({ testAccuracy }) => testAccuracy);
  const parameters = runs.map((run) => run.parameters);
  const [fewest, most] = [Math.min(...parameters), Math.max(...parameters)];
  return [
    fewest === most ? String(fewest) : `${fewest}-${most}`,
    String(runs.length),
    mean(test).toFixed(4),
    runs.length > 1 ? deviation(test).toFixed(4) : '',
    Math.min(...test).toFixed(4),
    Math.max(...test).toFixed(4),
    mean(runs.map(({ validationAccuracy }) => validationAccuracy)).toFixed(4),
  ];
}

function groupBy(runs: readonly NasRun[], keyOf: (run: NasRun) => string): ReadonlyMap<string, readonly NasRun[]> {
  const groups = new Map<string, NasRun[]>();
  for (const run of runs) groups.set(keyOf(run), [...(groups.get(keyOf(run)) ?? []), run]);
  return groups;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of the sample. */
function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}
