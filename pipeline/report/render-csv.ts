import { writeToString } from 'fast-csv';
import { guardText } from './guard-text.js';

/** What a cell may hold; undefined is an empty cell. */
export type Cell = number | string | boolean | undefined;

/** Rows that are rendered at once: a million of them would fill the memory with their cells. */
const chunkSize = 10_000;

/** A CSV text with a header line (RFC 4180, but lines end in LF). Numbers are printed with the digits that give them back exactly. */
export async function renderCsv(columns: readonly string[], rows: Iterable<readonly Cell[]>): Promise<string> {
  const parts: string[] = [];
  let chunk: (readonly Cell[])[] = [columns];
  for (const row of rows) {
    if (chunk.push(row) < chunkSize) continue;
    parts.push(await renderRows(chunk));
    chunk = [];
  }
  if (chunk.length > 0) parts.push(await renderRows(chunk));
  return parts.join('');
}

function renderRows(rows: readonly (readonly Cell[])[]): Promise<string> {
  const table = rows.map((row) => row.map(renderCell));
  return writeToString(table, { headers: false, includeEndRowDelimiter: true });
}

function renderCell(cell: Cell): string {
  if (cell === undefined) return '';
  return typeof cell === 'string' ? guardText(cell) : String(cell);
}
