import { DatasetError } from '../errors.js';
import { parseNumber } from './parse-number.js';
import type { CsvTable } from './read-csv.js';

export const columnKinds = ['numeric', 'categorical'] as const;
export type ColumnKind = (typeof columnKinds)[number];

/** A column of which this many distinct texts, and more than half of all cells, are distinct is not a category. */
const identifierFrom = 100;

/**
 * What column `index` holds. Declared kinds are checked; otherwise: all numbers -> numeric, no numbers -> categorical.
 * A mixture is categorical when most cells are text (codes such as `A1`, `B2`, `3`) and an error when most are numbers,
 * since taking a column of numbers with a typing error in it for categories would spoil every model silently.
 * @throws DatasetError naming the first row whose text does not belong, or a column without any value.
 */
export function columnKind(
  table: CsvTable,
  index: number,
  missing: ReadonlySet<string>,
  declared?: ColumnKind,
): ColumnKind {
  if (declared === 'categorical') return declared;
  const name = table.header[index] ?? '';
  let numbers = 0;
  let texts = 0;
  let firstText = -1;
  for (const [r, row] of table.rows.entries()) {
    const cell = row[index] ?? '';
    if (missing.has(cell)) continue;
    if (parseNumber(cell) !== undefined) numbers++;
    else if (texts++ === 0) firstText = r;
  }
  if (numbers + texts === 0 && !declared) {
    throw new DatasetError(
      `${table.file}: column \`${name}\` has no values at all; leave it out with \`ignore: ['${name}']\``,
    );
  }
  if (texts === 0) return 'numeric';
  if (declared === 'numeric' || numbers > texts) throw textAmongNumbers(table, index, firstText, texts, declared);
  refuseIdentifier(table, index, texts, missing);
  return 'categorical';
}

function textAmongNumbers(table: CsvTable, index: number, firstText: number, texts: number, declared?: ColumnKind) {
  const name = table.header[index] ?? '';
  const value = table.rows[firstText]?.[index] ?? '';
  const others = texts > 1 ? ` (and ${texts - 1} more)` : '';
  const remedy = declared
    ? `correct it, or list it in \`missing\``
    : `correct it, list it in \`missing\`, or declare \`types: { '${name}': 'categorical' }\``;
  return new DatasetError(
    `${table.file}: row ${table.rowNumbers[firstText]}, column \`${name}\`: expected a number, got \`${shortened(value)}\`${others}; ${remedy}`,
  );
}

function refuseIdentifier(table: CsvTable, index: number, texts: number, missing: ReadonlySet<string>): void {
  const name = table.header[index] ?? '';
  const distinct = new Set(table.rows.map((row) => row[index] ?? '').filter((cell) => !missing.has(cell))).size;
  if (distinct <= identifierFrom || 2 * distinct <= texts) return;
  throw new DatasetError(
    `${table.file}: column \`${name}\` holds ${distinct} different texts in ${texts} rows: it looks like an identifier or ` +
      `free text; leave it out with \`ignore: ['${name}']\` or declare \`types: { '${name}': 'categorical' }\``,
  );
}

export function shortened(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}…` : value;
}
