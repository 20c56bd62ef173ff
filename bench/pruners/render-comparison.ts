import { median } from '../../pipeline/quantile.js';
import { textTable } from '../text-table.js';
import type { Run } from './runs.js';

/** What asha and hyperband are to show on every task: a final loss within 1 % with a third of the epochs. */
const highestRatio = 1.01;
const highestShare = 1 / 3;

const distinct = <T>(values: readonly T[]) => [...new Set(values)];
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

function standardDeviation(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - center) ** 2, 0) / Math.max(1, values.length - 1));
}

const meanAndError = (values: readonly number[], digits: number) =>
  values.some((value) => !Number.isFinite(value))
    ? 'none complete'
    : `${mean(values).toFixed(digits)} ± ${(standardDeviation(values) / Math.sqrt(values.length)).toFixed(digits)}`;

/**
 * One line for each task, number of workers and pruner, means over the seeds with their standard errors: the loss found by
 * trials that ran to the end and the epochs trained, both as a share of the unpruned search; complete trials; the loss with which
 * any trial ended, pruned ones too; and what the unpruned search had found after as many epochs.
 */
export function renderByTask(runs: readonly Run[]): string {
  const rows = groups(runs, ({ task, workers, pruner }) => [task, workers, pruner].join()).map((own) => [
    own[0]?.task ?? '',
    own[0]?.pruner ?? '',
    `${own[0]?.workers}`,
    meanAndError(
      own.map(({ lossRatio }) => lossRatio),
      4,
    ),
    median(own.map(({ lossRatio }) => lossRatio)).toFixed(4),
    Math.max(...own.map(({ lossRatio }) => lossRatio)).toFixed(3),
    meanAndError(
      own.map(({ epochShare }) => epochShare),
      3,
    ),
    mean(own.map(({ complete }) => complete)).toFixed(1),
    mean(own.map(({ lastLossRatio }) => lastLossRatio)).toFixed(4),
    mean(own.map(({ sameEpochsRatio }) => sameEpochsRatio)).toFixed(3),
  ]);
  return textTable(
    [
      [
        'task',
        'pruner',
        'workers',
        'loss ratio',
        'median',
        'worst',
        'epochs',
        'complete',
        'pruned too',
        'unpruned, same epochs',
      ],
      ...rows,
    ],
    2,
  );
}

/** One line for each pruner: the mean over tasks and numbers of workers, the worst of them, and on how many both limits hold. */
export function renderOverall(runs: readonly Run[]): string {
  const rows = distinct(runs.map(({ pruner }) => pruner)).map((pruner) => {
    const cells = groups(
      runs.filter((run) => run.pruner === pruner),
      ({ task, workers }) => [task, workers].join(),
    ).map((own) => ({
      ratio: mean(own.map(({ lossRatio }) => lossRatio)),
      share: mean(own.map(({ epochShare }) => epochShare)),
    }));
    const held = cells.filter(({ ratio, share }) => ratio <= highestRatio && share <= highestShare);
    return [
      pruner,
      mean(cells.map(({ ratio }) => ratio)).toFixed(4),
      Math.max(...cells.map(({ ratio }) => ratio)).toFixed(4),
      mean(cells.map(({ share }) => share)).toFixed(3),
      Math.max(...cells.map(({ share }) => share)).toFixed(3),
      `${held.length} of ${cells.length}`,
    ];
  });
  const head = ['all tasks', 'loss ratio', 'worst task', 'epochs', 'most', 'within 1 % and 1/3'];
  return textTable([head, ...rows]);
}

export function renderVersions(runs: readonly Run[], trials: number): string {
  const seeds = runs.map(({ seed }) => seed);
  const versions = distinct(runs.map(({ version }) => version)).join(', ');
  return `${versions}; random search of ${trials} settings, seeds ${Math.min(...seeds)}-${Math.max(...seeds)} (n ${distinct(seeds).length})`;
}

function groups(runs: readonly Run[], keyOf: (run: Run) => string): readonly (readonly Run[])[] {
  const byKey = new Map<string, Run[]>();
  for (const run of runs) {
    const key = keyOf(run);
    byKey.set(key, [...(byKey.get(key) ?? []), run]);
  }
  return [...byKey.values()];
}
