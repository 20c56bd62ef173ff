import { expect, test } from 'vitest';
import { renderNasTable } from '../../../bench/nas/render-runs.js';
import { type NasRun, parseRuns, renderRuns } from '../../../bench/nas/runs-csv.js';

const run = (kind: NasRun['kind'], name: string, seed: number, testAccuracy: number, parameters = 50_000): NasRun => ({
  settings: 'epochs 2 train 64',
  kind,
  name,
  seed,
  parameters,
  validationAccuracy: 0.5,
  testAccuracy,
  seconds: 12.5,
});

const runs = [
  run('random', 'random-1', 1, 0.7, 49_000),
  run('random', 'random-3', 1, 0.9),
  run('searched', 'searched-1', 1, 0.86),
  run('searched', 'searched-1', 2, 0.88),
  run('hand-designed', 'resNet-8', 1, 0.5),
];

test('runs survive their CSV', () => {
  expect(parseRuns(renderRuns(runs))).toEqual(runs);
  expect(parseRuns(renderRuns([]))).toEqual([]);
  expect(() => parseRuns('a,b\n1,2\n')).toThrow('the runs must have the columns settings,kind');
  expect(() => parseRuns(renderRuns(runs).replace('searched,', 'guessed,'))).toThrow('of kind guessed');
});

test('kinds and architectures by their mean test accuracy, with the spread of a sample', () => {
  const rows = renderNasTable(runs, new Map([['searched-1', 0.25]]))
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/ {2,}/));
  expect(rows.map(([name]) => name)).toEqual([
    'searched, all',
    'searched-1',
    'random, all',
    'random-3',
    'random-1',
    'hand-designed, all',
    'resNet-8',
  ]);
  // 0.86 and 0.88: mean 0.87, deviation 0.02 / sqrt(2).
  expect(rows[1]).toEqual(['searched-1', '50000', '2', '0.8700', '0.0141', '0.8600', '0.8800', '0.5000', '0.250']);
  expect(rows[2]?.slice(0, 5)).toEqual(['random, all', '49000-50000', '2', '0.8000', '0.1414']);
  expect(rows[6]).toHaveLength(7);
});
