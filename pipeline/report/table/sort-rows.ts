import type { TableColumn } from './table-columns.js';

export type SortDirection = 'ascending' | 'descending';

/** The rows by what they have in a column; those that have nothing, or no number, come last either way. Equal ones keep their order. */
export function sortRows(rows: readonly number[], column: TableColumn, direction: SortDirection): readonly number[] {
  const keys = sortKeys(rows, column);
  const sign = direction === 'ascending' ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [x = Number.NaN, y = Number.NaN] = [keys.get(a), keys.get(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    // Infinities differ by NaN.
    return sign * (Number(x > y) - Number(x < y));
  });
}

/** A number for each row: comparing 10,000 texts in the order of a language takes longer than a reader waits. */
function sortKeys(rows: readonly number[], { isNumeric, cell }: TableColumn): ReadonlyMap<number, number> {
  if (isNumeric) return new Map(rows.map((row) => [row, Number(cell(row) ?? Number.NaN)]));
  const texts = new Map(rows.map((row) => [row, cell(row)]));
  const order = new Intl.Collator('en', { numeric: true });
  const distinct = [...new Set(texts.values())]
    .filter((text) => text !== undefined)
    .sort((a, b) => order.compare(String(a), String(b)));
  const places = new Map(distinct.map((text, place) => [text, place]));
  return new Map(
    [...texts].map(([row, text]) => [row, text === undefined ? Number.NaN : (places.get(text) ?? Number.NaN)]),
  );
}
