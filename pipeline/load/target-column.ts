import { DatasetError } from '../errors.js';
import { shortened } from './column-kind.js';
import { parseNumber } from './parse-number.js';
import type { CsvTable } from './read-csv.js';

export type TaskKind = 'classification' | 'regression';

/** What is to be learned of each table row; `rows` are the row indices that have it. */
export type Targets =
  | {
      readonly kind: 'classification';
      readonly rows: Uint32Array;
      readonly labels: Int32Array;
      readonly classes: readonly string[];
    }
  | {
      readonly kind: 'regression';
      readonly rows: Uint32Array;
      /** Row-major [rows, targets]. */
      readonly values: Float32Array;
      readonly targets: readonly string[];
    };

export interface TargetOptions {
  readonly target: string | readonly string[];
  readonly task?: TaskKind;
  readonly missing: ReadonlySet<string>;
  readonly dropMissingTarget: boolean;
}

/** A column of whole numbers is taken for classes up to this many different ones. */
const mostNumericClasses = 20;
/** More classes than this, in more than half of the rows, cannot be learned. */
const mostClasses = 100;

/** @throws DatasetError for an unknown target, missing values, one class only, a constant target or text in a regression. */
export function readTargets(table: CsvTable, options: TargetOptions): Targets {
  const names = [options.target].flat();
  const columns = names.map((name) => columnIndex(table, name, '`target`'));
  const rows = rowsWithTarget(table, columns, names, options);
  const cells = columns.map((c) => Array.from(rows, (r) => table.rows[r]?.[c] ?? ''));
  const [first = []] = cells;
  const kind = options.task ?? (columns.length > 1 ? 'regression' : inferredTask(first));
  if (kind === 'regression') return regressionTargets(table, rows, names, cells);
  if (columns.length > 1) {
    throw new DatasetError(
      `${table.file}: \`target\` names ${columns.length} columns, but classification learns one; name one column or set \`task: 'regression'\``,
    );
  }
  return classificationTargets(table, rows, names[0] ?? '', first);
}

/** @throws DatasetError listing the columns when there is no column of that name. */
export function columnIndex(table: CsvTable, name: string, option: string): number {
  const index = table.header.indexOf(name);
  if (index >= 0) return index;
  const looksLikeData = table.header.some((cell) => parseNumber(cell) !== undefined);
  const hint = looksLikeData
    ? 'the first row looks like data: add a header row, or give the names with the `header` option'
    : table.header.length === 1 && /[;\t|]/.test(table.header[0] ?? '')
      ? 'the file seems to use another delimiter: set `delimiter`'
      : 'check the spelling, capitals included';
  const columns = table.header.map((cell) => `\`${shortened(cell)}\``).join(', ');
  throw new DatasetError(`${table.file}: ${option} names column \`${name}\`, but the columns are ${columns}; ${hint}`);
}

function rowsWithTarget(table: CsvTable, columns: number[], names: string[], options: TargetOptions): Uint32Array {
  const present: number[] = [];
  let firstMissing = -1;
  for (const [r, row] of table.rows.entries()) {
    if (columns.every((c) => !options.missing.has(row[c] ?? ''))) present.push(r);
    else if (firstMissing < 0) firstMissing = r;
  }
  const count = table.rows.length - present.length;
  if (count > 0 && (!options.dropMissingTarget || present.length === 0)) {
    const first = table.rowNumbers[firstMissing];
    throw new DatasetError(
      `${table.file}: ${count} of ${table.rows.length} rows have no value in the target column \`${names.join('`, `')}\` ` +
        `(the first is row ${first}); fill them in, or leave those rows out with \`dropMissingTarget: true\``,
    );
  }
  return Uint32Array.from(present);
}

/** Text is classes; so are a few different whole numbers. Any other numbers are a quantity. */
function inferredTask(cells: readonly string[]): TaskKind {
  const distinct = [...new Set(cells)].map(parseNumber);
  if (distinct.some((value) => value === undefined)) return 'classification';
  return distinct.length <= mostNumericClasses && distinct.every(Number.isInteger) ? 'classification' : 'regression';
}

function classificationTargets(table: CsvTable, rows: Uint32Array, name: string, cells: readonly string[]): Targets {
  const classes = [...new Set(cells)].sort(byNumberThenText);
  if (classes.length === 1) {
    throw new DatasetError(
      `${table.file}: target \`${name}\` has only one class, \`${shortened(classes[0] ?? '')}\`, in all ${rows.length} rows; classification needs two or more`,
    );
  }
  if (classes.length > mostClasses && 2 * classes.length > rows.length) {
    throw new DatasetError(
      `${table.file}: target \`${name}\` has ${classes.length} different values in ${rows.length} rows, too many to be classes; ` +
        "set `task: 'regression'` if it is a quantity, or name another column",
    );
  }
  const code = new Map(classes.map((text, i) => [text, i]));
  return { kind: 'classification', rows, labels: Int32Array.from(cells, (cell) => code.get(cell) ?? -1), classes };
}

function regressionTargets(table: CsvTable, rows: Uint32Array, names: string[], cells: string[][]): Targets {
  const values = new Float32Array(rows.length * names.length);
  for (const [t, column] of cells.entries()) {
    for (const [i, cell] of column.entries()) {
      const value = Math.fround(parseNumber(cell) ?? Number.NaN);
      if (!Number.isFinite(value)) {
        throw new DatasetError(
          `${table.file}: row ${table.rowNumbers[rows[i] ?? 0]}, column \`${names[t]}\`: a regression target must be a number ` +
            `below 3.4e38 in size, got \`${shortened(cell)}\`; correct it, list it in \`missing\`, or set \`task: 'classification'\``,
        );
      }
      values[i * names.length + t] = value;
    }
    if (column.every((_, i) => values[i * names.length + t] === values[t])) {
      throw new DatasetError(
        `${table.file}: target \`${names[t]}\` is ${values[t]} in all ${rows.length} rows; there is nothing to learn: name another column`,
      );
    }
  }
  return { kind: 'regression', rows, values, targets: names };
}

/** Numbers by size, then texts by code unit: the same on every machine and locale. */
export function byNumberThenText(a: string, b: string): number {
  const [x, y] = [parseNumber(a), parseNumber(b)];
  if (x !== undefined && y !== undefined && x !== y) return x - y;
  if ((x === undefined) !== (y === undefined)) return x === undefined ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}
