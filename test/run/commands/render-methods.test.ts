import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MethodDescription, renderMethods } from '../../../pipeline/run/commands/render-methods.js';
import { colouredText, plainText } from '../../../pipeline/run/progress/paint.js';
import { wrapLines } from '../../../pipeline/run/progress/wrap-lines.js';

const methods: readonly MethodDescription[] = [
  {
    name: 'grid',
    summary: 'tries every combination once',
    source: 'Montgomery 2017',
    options: [
      { name: 'points', type: 'whole number >= 2', default: 5 },
      { name: 'order', type: '"first" or "last"' },
    ],
  },
  { name: 'none', summary: 'does nothing', source: '', options: [] },
];

describe('the list of methods', () => {
  it('has what it does, where it is from and its options', () => {
    expect(renderMethods('Samplers', methods, { width: 60, names: 6, paint: plainText })).toEqual([
      'Samplers',
      '',
      'grid    tries every combination once',
      '        Montgomery 2017',
      '        points  whole number >= 2; default 5',
      '        order   "first" or "last"; optional',
      '',
      'none    does nothing',
    ]);
  });

  it('is no wider than it should be, in colour either, and loses nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 100 }), (width) => {
        const layout = { width, names: 10 };
        const coloured = renderMethods('Samplers of all kinds', methods, { ...layout, paint: colouredText });
        const plain = renderMethods('Samplers of all kinds', methods, { ...layout, paint: plainText });
        expect(coloured.map((line) => stripVTControlCharacters(line))).toEqual(plain);
        for (const line of plain) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('wrapped lines', () => {
  it('hold all words in order, each line as full as it can be', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        (words, width) => {
          const lines = wrapLines(words.join(' '), width);
          expect(lines.join(' ')).toBe(words.join(' '));
          lines.forEach((line, i) => {
            expect(line.length <= width || !line.includes(' ')).toBe(true);
            const [next] = (lines[i + 1] ?? '').split(' ', 1);
            if (next) expect(line.length + 1 + next.length).toBeGreaterThan(width);
          });
        },
      ),
    );
  });
});
