import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { choice, int, type Parameter } from '../../pipeline/study/space.js';
import type { Parameters } from '../../pipeline/study/trial.js';
import type { Task } from './task.js';

interface TableFile {
  readonly file: string;
  /** The key of `search_spaces.json`. */
  readonly family: string;
  /** A loss from the mean of a row's result columns. */
  readonly loss: (mean: number) => number;
}

const files: readonly TableFile[] = [
  { file: 'hpobench_car', family: 'hpobench', loss: (accuracy) => 1 - accuracy },
  { file: 'hpobench_segment', family: 'hpobench', loss: (accuracy) => 1 - accuracy },
  // Errors over several orders of magnitude: their logarithm is what can be compared.
  { file: 'hpolib_naval_propulsion', family: 'hpolib', loss: (error) => Math.log10(error) },
  { file: 'nasbench201_cifar10', family: 'nasbench201', loss: (accuracy) => -accuracy },
];

type SearchSpaces = Readonly<
  Record<string, { readonly search_space: Readonly<Record<string, readonly (string | number)[]>> }>
>;

/**
 * Complete grids of real trainings in `folder`, as tasks. Numbers are searched as their positions in the grid (an integer
 * each, to every sampler alike), words as choices.
 */
export function loadLookUpTables(folder: string): readonly Task[] {
  const spaces = JSON.parse(readFileSync(join(folder, 'search_spaces.json'), 'utf8')) as SearchSpaces;
  return files
    .filter(({ file }) => existsSync(join(folder, `${file}.csv`)))
    .map(({ file, family, loss }) => {
      const columns = Object.entries(spaces[family]?.search_space ?? {});
      const losses = readLosses(join(folder, `${file}.csv`), columns, loss);
      const space = Object.fromEntries(columns.map(([name, values]) => [name, columnParameter(values)]));
      return {
        name: file,
        kind: 'table' as const,
        space,
        loss: (parameters: Parameters) => losses.get(keyOf(columns, parameters)) ?? Number.NaN,
        best: least(losses.values()),
      };
    });
}

const columnParameter = (values: readonly (string | number)[]): Parameter =>
  values.every((value) => typeof value === 'number') ? int(0, values.length - 1) : choice(values.map(String));

const keyOf = (columns: readonly (readonly [string, unknown])[], parameters: Parameters) =>
  columns.map(([name]) => parameters[name]).join();

function least(losses: Iterable<number>): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (const loss of losses) if (loss < smallest) smallest = loss;
  return smallest;
}

function readLosses(
  path: string,
  columns: readonly (readonly [string, readonly (string | number)[]])[],
  loss: (mean: number) => number,
): ReadonlyMap<string, number> {
  const [, ...rows] = readFileSync(path, 'utf8').trim().split('\n');
  return new Map(
    rows.map((row) => {
      const cells = row.split(',');
      const key = columns.map(([, values], i) => {
        const cell = cells[i] ?? '';
        if (!values.every((value) => typeof value === 'number')) return cell;
        const position = values.findIndex(
          (value) => Math.abs(Number(value) - Number(cell)) <= 1e-6 * Math.abs(Number(cell)),
        );
        if (position < 0) throw new RangeError(`${path}: ${cell} is not in the grid`);
        return position;
      });
      const results = cells.slice(columns.length).map(Number);
      return [key.join(), loss(results.reduce((a, b) => a + b, 0) / results.length)];
    }),
  );
}
