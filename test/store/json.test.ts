import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../pipeline/store/json-value.js';
import { parseJson } from '../../pipeline/store/parse-json.js';
import { renderJson } from '../../pipeline/store/render-json.js';

/** JSON with numbers that it does not have; SQLite and JSON do not agree on the sign of zero. */
const anyJson: fc.Arbitrary<JsonValue> = fc.letrec<{ any: JsonValue }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, false, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
    fc.double({ noNaN: true }).map((value) => (value === 0 ? 0 : value)),
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('NaN', '"NaN', '-Infinity,', '\\', '__proto__')),
    fc.array(tie('any')),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('NaN', '__proto__')), tie('any'), { noNullPrototype: true }),
  ),
})).any;

/** What Python's `json.dumps` makes of a value: everything but ASCII escaped, and bare words for what JSON lacks. */
function dumps(value: JsonValue): string {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'string') {
    return JSON.stringify(value).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(dumps).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${dumps(key)}: ${dumps(item)}`)
    .join(', ')}}`;
}

describe('JSON of attributes', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(parseJson(renderJson(value))).toEqual(value);
      }),
    );
  });

  it('is read as Python writes it', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(parseJson(dumps(value))).toEqual(value);
      }),
    );
  });

  it('is JSON for everybody as long as there is no NaN', () => {
    expect(renderJson({ bound: [1, Number.POSITIVE_INFINITY], 'é"': -1e-7 })).toBe(
      '{"bound": [1, 1e999], "é\\"": -1e-7}',
    );
    expect(JSON.parse(renderJson([Number.NEGATIVE_INFINITY]))).toEqual([Number.NEGATIVE_INFINITY]);
    expect(renderJson([Number.NaN])).toBe('[NaN]');
  });

  it.each(['', 'NaN NaN', '[NaN', '{"a": NaN,}', '[NaN,]', '{NaN: 1}', '{"a" NaN}', 'NaNs', '+Infinity', '[1 NaN]'])(
    '%j is refused',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    },
  );
});
