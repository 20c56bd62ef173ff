import { checkpoints, type Run } from './run-task.js';
import { wilcoxonSignedRank } from './wilcoxon-signed-rank.js';

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** Regrets below this are all "found": their ratio would compare rounding. */
const found = 1e-3;

/**
 * One line per task and sampler: mean regret at each checkpoint, at the last one the ratio to `against` and the p-value of a
 * paired test over the seeds; then one line per sampler over all tasks.
 */
export function renderComparison(runs: readonly Run[], against: string): string {
  const tasks = [...new Set(runs.map(({ task }) => task))];
  const names = [...new Set(runs.map(({ sampler }) => sampler))].sort();
  const of = (task: string, sampler: string) =>
    runs.filter((run) => run.task === task && run.sampler === sampler).sort((a, b) => a.seed - b.seed);
  const lines = [line('task', 'sampler', ...checkpoints.map((count) => `@${count}`), `/${against}`, 'p', 'ms/trial')];
  for (const task of tasks) {
    const base = of(task, against);
    for (const name of names) {
      const mine = of(task, name);
      if (mine.length === 0) continue;
      const compared = base.length === mine.length && name !== against;
      lines.push(
        line(
          task,
          name,
          ...checkpoints.map((_, at) => regret(mine, at).toFixed(4)),
          compared ? ratio(mine, base, checkpoints.length - 1).toFixed(2) : '',
          compared ? pValue(mine, base, checkpoints.length - 1).toFixed(3) : '',
          mean(mine.map(({ milliseconds }) => milliseconds / Math.max(...checkpoints))).toFixed(1),
        ),
      );
    }
  }
  lines.push(
    '',
    line('all tasks', 'sampler', ...checkpoints.map((count) => `@${count}`), 'geometric', 'wins', 'worst'),
  );
  for (const name of names) {
    const pairs = tasks
      .map((task) => ({ mine: of(task, name), base: of(task, against) }))
      .filter(({ mine, base }) => mine.length > 0 && mine.length === base.length);
    const means = checkpoints.map((_, at) => mean(pairs.map(({ mine }) => regret(mine, at))).toFixed(4));
    const perCheckpoint = checkpoints.map((_, at) => {
      const ratios = pairs.map(({ mine, base }) => ratio(mine, base, at));
      const wins = ratios.filter((value) => value < 1).length;
      return {
        geometric: Math.exp(mean(ratios.map(Math.log))).toFixed(2),
        wins: `${wins}/${pairs.length}`,
        worst: Math.max(...ratios).toFixed(2),
      };
    });
    const joined = (key: 'geometric' | 'wins' | 'worst') => perCheckpoint.map((entry) => entry[key]).join(' ');
    lines.push(line('', name, ...means, joined('geometric'), joined('wins'), joined('worst')));
  }
  return `${lines.join('\n')}\n`;
}

const regret = (runs: readonly Run[], at: number) => mean(runs.map(({ regrets }) => regrets[at] ?? Number.NaN));

const ratio = (mine: readonly Run[], base: readonly Run[], at: number) =>
  Math.max(found, regret(mine, at)) / Math.max(found, regret(base, at));

const pValue = (mine: readonly Run[], base: readonly Run[], at: number) =>
  wilcoxonSignedRank(mine.map(({ regrets }, i) => (regrets[at] ?? 0) - (base[i]?.regrets[at] ?? 0)));

const widths = [24, 14, 9, 9, 9, 17, 18, 17];

const line = (...cells: readonly string[]) =>
  cells
    .map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 12) : cell.padStart(widths[i] ?? 12)))
    .join(' ')
    .trimEnd();
