import { pipeline } from 'node:stream';
import { parse } from 'fast-csv';
import { DatasetError, OrtuneError } from '../errors.js';
import { badGzip, openDataFile } from './read-data-file.js';

/** The text of a CSV file: a header and rows of the same length, cells trimmed. */
export interface CsvTable {
  readonly file: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Where each row stands in the file, counted as a spreadsheet does: the header is row 1. Blank lines count. */
  readonly rowNumbers: readonly number[];
}

export interface CsvFormat {
  /** One character. Default `,`. */
  readonly delimiter?: string;
  /** Column names of a file that has no header row: its first row is then data. */
  readonly header?: readonly string[];
}

/**
 * Reads a CSV file (RFC 4180; a `.gz` one too).
 * @throws DatasetError when it is empty, a row has more or fewer cells than the header, or a quote is not closed.
 */
export async function readCsv(file: string, format: CsvFormat = {}): Promise<CsvTable> {
  const rows: string[][] = [];
  const rowNumbers: number[] = [];
  let header = format.header && checkedHeader(format.header, file, 'the `header` option');
  let rowNumber = 0;
  const source = await openDataFile(file);
  const parser = parse({ headers: false, trim: true, delimiter: format.delimiter ?? ',' });
  try {
    // An error of the file reaches the loop through the parser, so the callback has nothing to do.
    for await (const cells of pipeline(source, parser, () => {})) {
      const row: string[] = cells;
      rowNumber++;
      const isBlankLine = row.length === 0;
      if (isBlankLine) continue;
      if (!header) {
        header = checkedHeader(row, file, `row ${rowNumber}, the header,`);
      } else {
        if (row.length !== header.length) throw raggedRow(file, rowNumber, row.length, header, format);
        rows.push(row);
        rowNumbers.push(rowNumber);
      }
    }
  } catch (error) {
    if (error instanceof OrtuneError) throw error;
    throw notCsv(file, error, rowNumber);
  }
  if (!header) throw new DatasetError(`${file}: the file is empty; it needs a header row and data rows`);
  if (rows.length === 0) throw new DatasetError(`${file}: there is a header, but no data rows under it; add some`);
  return { file, header, rows, rowNumbers };
}

function checkedHeader(header: readonly string[], file: string, where: string): readonly string[] {
  const unnamed = header.indexOf('');
  if (unnamed >= 0) {
    throw new DatasetError(
      `${file}: ${where} has no name for column ${unnamed + 1} of ${header.length}; name every column (pandas writes an ` +
        'unnamed index column unless told `index=False`)',
    );
  }
  const repeated = header.find((name, i) => header.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw new DatasetError(`${file}: ${where} names \`${repeated}\` twice; give every column its own name`);
  }
  return header;
}

function raggedRow(file: string, rowNumber: number, cells: number, header: readonly string[], format: CsvFormat) {
  const source = format.header ? 'the `header` option names' : 'the header has';
  const hint = cells > header.length ? 'quote cells that contain the delimiter' : 'fill in the missing cells';
  return new DatasetError(`${file}: row ${rowNumber} has ${cells} cells, ${source} ${header.length}; ${hint}`);
}

function notCsv(file: string, cause: unknown, rowNumber: number): Error {
  if (!(cause instanceof Error)) return new DatasetError(`${file}: it cannot be read (${String(cause)})`);
  if ('code' in cause && String(cause.code).startsWith('Z_')) badGzip(file, cause);
  if (!cause.message.startsWith('Parse Error')) return cause;
  // The parser's message quotes the rest of the file: keep the first line.
  const detail = cause.message.replace(/^Parse Error: /, '').split('\n', 1)[0] ?? '';
  return new DatasetError(
    `${file}: not valid CSV after row ${rowNumber}: ${detail.slice(0, 120)}; close every quote, and double quotes inside quoted cells`,
    { cause },
  );
}
