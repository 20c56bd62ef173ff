import { DatasetError } from '../errors.js';
import { median } from '../quantile.js';
import type { CategoricalColumn, NumericColumn } from './data.js';
import { parseNumber } from './parse-number.js';
import type { CsvTable } from './read-csv.js';
import { standardisation } from './standardisation.js';
import { byNumberThenText } from './target-column.js';

/** The code of a missing or unknown category. */
export const noCategory = -1;

/** The numbers of a column, one a table row; NaN where the cell is missing. */
export function numericCells(table: CsvTable, index: number, missing: ReadonlySet<string>): Float32Array {
  return Float32Array.from(table.rows, (row, r) => {
    const cell = row[index] ?? '';
    if (missing.has(cell)) return Number.NaN;
    const value = Math.fround(parseNumber(cell) ?? Number.NaN);
    if (Number.isFinite(value)) return value;
    throw new DatasetError(
      `${table.file}: row ${table.rowNumbers[r]}, column \`${table.header[index]}\`: ${cell} does not fit a 32-bit float ` +
        '(at most 3.4e38 in size); change its unit, or list it in `missing`',
    );
  });
}

/** `fill` is the median of the training cells that are there; mean and std are those of the filled training cells. */
export function fitNumericColumn(name: string, cells: Float32Array, trainRows: Uint32Array): NumericColumn {
  const train = Float32Array.from(trainRows, (r) => cells[r] as number);
  const present = train.filter((value) => !Number.isNaN(value));
  // A column may be empty in every training row.
  const fill = present.length === 0 ? 0 : median(present);
  const filled = train.map((value) => (Number.isNaN(value) ? fill : value));
  const { mean, std } = standardisation(filled, 1);
  return { kind: 'numeric', name, fill, mean: mean[0] ?? 0, std: std[0] ?? 1 };
}

/** The categories are those of the training rows: any other text is as unknown as it will be to the served model. */
export function fitCategoricalColumn(
  table: CsvTable,
  index: number,
  missing: ReadonlySet<string>,
  trainRows: Uint32Array,
): CategoricalColumn {
  const texts = new Set<string>();
  for (const r of trainRows) texts.add(table.rows[r]?.[index] ?? '');
  const categories = [...texts].filter((text) => !missing.has(text)).sort(byNumberThenText);
  return { kind: 'categorical', name: table.header[index] ?? '', categories };
}

/** The category indices of a column, one a table row. */
export function categoryCodes(table: CsvTable, index: number, column: CategoricalColumn): Float32Array {
  const code = new Map(column.categories.map((text, i) => [text, i]));
  return Float32Array.from(table.rows, (row) => code.get(row[index] ?? '') ?? noCategory);
}
