import { textTable } from '../text-table.js';
import { type Ratio, ratioOnTask, ratioOverTasks, sampleOf } from './compare-runs.js';
import { checkpoints, type Run } from './run-task.js';

const distinct = <T>(values: readonly T[]) => [...new Set(values)];

/** Who ran, in which version, how often, and the time of a suggestion. */
export function renderVersions(runs: readonly Run[]): string {
  const rows = distinct(runs.map(({ sampler }) => sampler)).map((sampler) => {
    const own = runs.filter((run) => run.sampler === sampler);
    const seeds = own.map(({ seed }) => seed);
    const tasks = distinct(own.map(({ task }) => task)).length;
    const perTrial = own.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / own.length / trialsOfRun;
    return [
      sampler,
      distinct(own.map(({ version }) => version)).join(', '),
      `${tasks}`,
      `${Math.min(...seeds)}-${Math.max(...seeds)} (n ${distinct(seeds).length})`,
      perTrial.toFixed(1),
    ];
  });
  return textTable([['sampler', 'version', 'tasks', 'seeds', 'ms/trial'], ...rows]);
}

const trialsOfRun = Math.max(...checkpoints);

/** Mean normalised regret and its standard error. */
export function renderRegrets(runs: readonly Run[]): string {
  const samplers = distinct(runs.map(({ sampler }) => sampler));
  const rows = distinct(runs.map(({ task }) => task)).flatMap((task) =>
    samplers.flatMap((sampler) => {
      const cells = checkpoints.map((_, at) => {
        const sample = sampleOf(runs, task, sampler, at);
        return sample && `${sample.mean.toFixed(4)} ± ${sample.error.toFixed(4)}`;
      });
      return cells[0] === undefined ? [] : [[task, sampler, ...cells.map((cell) => cell ?? '')]];
    }),
  );
  return textTable([['task', 'sampler', ...checkpoints.map((count) => `after ${count}`)], ...rows], 2);
}

/** Ratio of the mean regrets of `sampler` to those of `against`, with a 95 % interval and the p-value. */
export function renderRatios(runs: readonly Run[], sampler: string, against: string): string {
  const pairsAt = checkpoints.map((_, at) =>
    distinct(runs.map(({ task }) => task)).flatMap((task) => {
      const mine = sampleOf(runs, task, sampler, at);
      const base = sampleOf(runs, task, against, at);
      return mine && base && mine.regrets.length === base.regrets.length ? [{ task, mine, base }] : [];
    }),
  );
  const first = pairsAt[0] ?? [];
  if (first.length === 0) return '';
  const ratios = pairsAt.map((pairs) => pairs.map(({ mine, base }) => ratioOnTask(mine, base)));
  return textTable([
    [`${sampler} / ${against}`, ...checkpoints.map((count) => `after ${count}`)],
    ...first.map(({ task }, i) => [task, ...ratios.map((column) => cellOf(column[i]))]),
    ['all tasks, geometric mean', ...pairsAt.map((pairs) => cellOf(ratioOverTasks(pairs)))],
    ['better on', ...ratios.map((column) => `${column.filter(({ ratio }) => ratio < 1).length} of ${column.length}`)],
    ['worse by over 10 % on', ...ratios.map((column) => `${column.filter(({ ratio }) => ratio > 1.1).length}`)],
    [
      'significantly worse on',
      ...ratios.map((column) => `${column.filter(({ ratio, p }) => ratio > 1 && p < 0.05).length}`),
    ],
  ]);
}

const cellOf = (value: Ratio | undefined) =>
  value === undefined
    ? ''
    : `${value.ratio.toFixed(2)} [${value.low.toFixed(2)}, ${value.high.toFixed(2)}] p ${value.p.toFixed(3)}`;
