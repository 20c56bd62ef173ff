import { checkpoints, type Run } from './run-task.js';

const header = [
  'task',
  'sampler',
  'version',
  'seed',
  ...checkpoints.map((count) => `regret_${count}`),
  'milliseconds',
].join();

const renderRun = ({ task, sampler, version, seed, regrets, milliseconds }: Run): string =>
  [task, sampler, version, seed, ...regrets, milliseconds.toFixed(1)].join();

export const renderRuns = (runs: readonly Run[]): string => `${[header, ...runs.map(renderRun)].join('\n')}\n`;

export function parseRuns(csv: string): readonly Run[] {
  const [first, ...rows] = csv.trim().split('\n');
  if (first !== header) throw new Error(`the runs must have the columns ${header}`);
  return rows.map((row) => {
    const [task = '', sampler = '', version = '', seed, ...numbers] = row.split(',');
    const values = numbers.map(Number);
    return {
      task,
      sampler,
      version,
      seed: Number(seed),
      regrets: values.slice(0, checkpoints.length),
      milliseconds: values[checkpoints.length] ?? Number.NaN,
    };
  });
}
