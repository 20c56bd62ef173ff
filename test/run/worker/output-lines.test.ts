import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputLines } from '../../../pipeline/run/worker/output-lines.js';

function linesOf(...parts: readonly string[]): readonly string[] {
  const lines: string[] = [];
  const output = outputLines((line) => lines.push(line));
  for (const part of parts) output.write(part);
  output.end();
  return lines;
}

describe('outputLines', () => {
  it('gives the same lines however the output is cut', () => {
    const text = fc.array(
      fc.string({ maxLength: 20 }).map((line) => line.replace(/[^a-z ]/g, 'x')),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(text, fc.array(fc.nat(100), { maxLength: 6 }), (lines, cuts) => {
        const whole = lines.join('\n');
        const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)), whole.length].sort((a, b) => a - b);
        const parts = places.slice(1).map((end, i) => whole.slice(places[i], end));
        expect(linesOf(...parts)).toEqual(linesOf(whole));
      }),
    );
  });

  it('ends lines with either line break, and the last one without', () => {
    expect(linesOf('a\r\nb\n', '\nc')).toEqual(['a', 'b', '', 'c']);
    expect(linesOf('a\n')).toEqual(['a']);
  });

  it('leaves out what a terminal would obey', () => {
    expect(linesOf('\x1b[2J\x1b[31mred\x07\ttab\x00\n')).toEqual(['red\ttab']);
  });

  it('keeps no more than the beginning of a line without end', () => {
    const [line = ''] = linesOf(...Array.from({ length: 100 }, () => 'x'.repeat(10_000)));
    expect(line).toBe(`${'x'.repeat(2000)}…`);
  });
});
