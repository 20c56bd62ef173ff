import { guardText } from '../guard-text.js';
import type { TableColumn } from './table-columns.js';

/** The rows shown, as `renderCsv` writes a file: that one needs streams of Node, which a page has not. */
export function renderTableCsv(columns: readonly TableColumn[], rows: readonly number[]): string {
  const lines = [
    columns.map(({ name }) => guardText(name)),
    ...rows.map((row) => columns.map(({ cell }) => cellText(cell(row)))),
  ];
  return lines.map((cells) => `${cells.map(quote).join(',')}\n`).join('');
}

const cellText = (cell: string | number | undefined) =>
  typeof cell === 'string' ? guardText(cell) : String(cell ?? '');

// fast-csv quotes a text with a vertical bar as well.
const quote = (text: string) => (/[",|\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
