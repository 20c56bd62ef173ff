import { textTable } from '../text-table.js';
import type { SpeedResult, Times } from './measure-speed.js';

const medianOf = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const digits = (ms: number) => ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0);

const spreadOf = (values: readonly number[]) =>
  `${digits(medianOf(values))} [${digits(Math.min(...values))}, ${digits(Math.max(...values))}]`;

const timesOf = (times: Times | undefined) => (times ? [spreadOf(times.wall), spreadOf(times.cpu)] : ['', '']);

/** Median, least and most of the repetitions in milliseconds, and how many times faster ours is by the medians of each kind. */
export function renderSpeed(results: readonly SpeedResult[]): string {
  const rows = results.map(({ sampler, trials, repetitions, ours, theirs }) => [
    sampler,
    `${trials}`,
    `${repetitions}`,
    ...timesOf(ours),
    ...timesOf(theirs),
    theirs ? `${(medianOf(theirs.wall) / medianOf(ours.wall)).toFixed(1)}` : '',
    theirs ? `${(medianOf(theirs.cpu) / medianOf(ours.cpu)).toFixed(1)}` : '',
  ]);
  const header = ['sampler', 'trials', 'n', 'ortune wall', 'cpu', 'Optuna wall', 'cpu', 'faster: wall', 'cpu'];
  return textTable([header, ...rows]);
}
