import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatasetError } from '../../pipeline/errors.js';
import { readCsv } from '../../pipeline/load/read-csv.js';
import { temporaryFile } from './temporary-files.js';

const read = async (text: string | Uint8Array, format = {}) => readCsv(await temporaryFile('t.csv', text), format);

describe('readCsv', () => {
  it('gives back what a writer quoted, with the row numbers of a spreadsheet', async () => {
    // No surrounding blanks: cells are trimmed.
    const cell = fc.string({ unit: fc.constantFrom('a', '1', '"', ',', '\n', ' ', 'é', '?') }).map((s) => s.trim());
    const quote = (s: string) => `"${s.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 10 }), async (rows) => {
        const text = `x,y\n${rows.map((row) => row.map(quote).join(',')).join('\n')}\n`;
        const table = await read(text);
        expect(table.rows).toEqual(rows);
        expect(table.rowNumbers).toEqual(rows.map((_, i) => i + 2));
      }),
      { numRuns: 50 },
    );
  });

  it('copes with byte-order mark, CRLF, blanks around cells, blank lines, gzip, other delimiters and a given header', async () => {
    const plain = { header: ['a', 'b'], rows: [['1', 'x y']], rowNumbers: [2] };
    expect(await read('\uFEFFa,b\r\n1 , x y\r\n')).toMatchObject(plain);
    expect(await read(gzipSync('a,b\n1,x y\n'))).toMatchObject(plain);
    expect(await read('a;b\n1;x y', { delimiter: ';' })).toMatchObject(plain);
    expect(await read('1,x y\n', { header: ['a', 'b'] })).toMatchObject({ ...plain, rowNumbers: [1] });
    expect(await read('a,b\n\n1,2\n  \n3,4\n')).toMatchObject({
      rows: [
        ['1', '2'],
        ['3', '4'],
      ],
      rowNumbers: [3, 5],
    });
    expect(await read('a,b\n,\n')).toMatchObject({ rows: [['', '']] });
  });

  it.each([
    ['a,b\n1,2\n3\n', 'row 3 has 1 cells, the header has 2; fill in the missing cells'],
    ['a,b\n1,2,3\n', 'row 2 has 3 cells, the header has 2; quote cells that contain the delimiter'],
    ['', 'the file is empty; it needs a header row and data rows'],
    ['\n\n', 'the file is empty'],
    ['a,b\n', 'there is a header, but no data rows under it'],
    ['a,,c\n1,2,3\n', 'row 1, the header, has no name for column 2 of 3; name every column'],
    ['a,b,a\n1,2,3\n', 'row 1, the header, names `a` twice; give every column its own name'],
    ['a,b\n1,2\n3,"4\n5,6\n', 'not valid CSV after row 2: missing closing'],
  ])('%j: %s', async (text, message) => {
    const file = await temporaryFile('t.csv', text);
    const error = await readCsv(file).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DatasetError);
    expect(String(error)).toContain(`${file}: ${message}`);
  });

  it('names a file that is missing, a folder, or a damaged gzip', async () => {
    await expect(readCsv('/no/such/table.csv')).rejects.toThrow('/no/such/table.csv: there is no such file');
    await expect(readCsv('/')).rejects.toThrow('/: this is a folder; name a file in it');
    const gzip = gzipSync(`a,b\n${'1,2\n'.repeat(5000)}`);
    await expect(read(gzip.subarray(0, gzip.length - 20))).rejects.toThrow('the gzip file is damaged or truncated');
  });
});
