import fc from 'fast-check';
import { parseString } from 'fast-csv';
import { describe, expect, it } from 'vitest';
import { type Cell, renderCsv } from '../../pipeline/report/render-csv.js';

/** Back to rows of texts with the parser of the same project, which is a different code path. */
const parse = (text: string) =>
  new Promise<string[][]>((resolve, reject) => {
    const rows: string[][] = [];
    parseString(text, { headers: false })
      .on('data', (row: string[]) => rows.push(row))
      .on('error', reject)
      .on('end', () => resolve(rows));
  });

describe('a CSV text', () => {
  it('has a header and a line per row', async () => {
    expect(
      await renderCsv(
        ['a', 'b'],
        [
          [1, 'x'],
          [undefined, true],
        ],
      ),
    ).toBe('a,b\n1,x\n,true\n');
    expect(await renderCsv(['a', 'b'], [])).toBe('a,b\n');
  });

  it('quotes what would break a row', async () => {
    expect(await renderCsv(['a'], [['one, two'], ['say "no"'], ['two\nlines']])).toBe(
      'a\n"one, two"\n"say ""no"""\n"two\nlines"\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '=HYPERLINK("http://x","y")'])(
    'makes %j a text for spreadsheets',
    async (formula) => {
      const [, row] = await parse(await renderCsv(['a', 'b'], [[formula, 0]]));
      expect(row).toEqual([`'${formula}`, '0']);
    },
  );

  it('leaves numbers and harmless texts alone', async () => {
    const cells = [-0.5, -1e-7, 1e21, 0.1 + 0.2, Number.NaN, -Infinity, 'a=b', 'x-1', ''];
    expect(
      await renderCsv(
        ['a'],
        cells.map((cell) => [cell, 0]),
      ),
    ).toBe('a\n-0.5,0\n-1e-7,0\n1e+21,0\n0.30000000000000004,0\nNaN,0\n-Infinity,0\na=b,0\nx-1,0\n,0\n');
  });

  it('gives every text and every number back exactly', async () => {
    const cell = fc.oneof(fc.double(), fc.string(), fc.boolean(), fc.constant(undefined));
    const text = (value: Cell) => {
      if (value === undefined) return '';
      return typeof value === 'string' && /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : String(value);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.integer(), cell, cell), { minLength: 1, maxLength: 8 }), async (rows) => {
        const parsed = await parse(await renderCsv(['n', 'a', 'b'], rows));
        expect(parsed.slice(1)).toEqual(rows.map((row) => row.map(text)));
        expect(parsed.slice(1).map(([n]) => Number(n))).toEqual(rows.map(([n]) => n));
      }),
      { numRuns: 100 },
    );
  });
});
