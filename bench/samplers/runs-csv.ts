import { checkpoints, type Run } from './run-task.js';

const header = ['task', 'sampler', 'seed', ...checkpoints.map((count) => `regret_${count}`), 'milliseconds'].join();

export const renderRuns = (runs: readonly Run[]): string =>
  `${[header, ...runs.map(({ task, sampler, seed, regrets, milliseconds }) => [task, sampler, seed, ...regrets, milliseconds.toFixed(1)].join())].join('\n')}\n`;

export function parseRuns(csv: string): readonly Run[] {
  const [, ...rows] = csv.trim().split('\n');
  return rows.map((row) => {
    const [task = '', sampler = '', seed, ...numbers] = row.split(',');
    const values = numbers.map(Number);
    return {
      task,
      sampler,
      seed: Number(seed),
      regrets: values.slice(0, checkpoints.length),
      milliseconds: values[checkpoints.length] ?? Number.NaN,
    };
  });
}
