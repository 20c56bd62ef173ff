import type { JsonValue } from './json-value.js';

/**
 * JSON as Python's `json.dumps` writes it: with `NaN`, `Infinity` and `-Infinity`, which `JSON.parse` refuses.
 * @throws SyntaxError
 */
export function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    return parsePythonJson(text);
  }
}

/** A bracket, comma or colon; a string; or a run of other characters (number, word). */
const token = /\s*([{}[\],:]|"[^"\\]*(?:\\.[^"\\]*)*"|[^\s{}[\],:"]+)\s*/y;

const words: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

function parsePythonJson(text: string): JsonValue {
  let position = 0;
  let current = '';
  const advance = () => {
    token.lastIndex = position;
    const found = token.exec(text);
    current = found?.[1] ?? '';
    if (found) position = token.lastIndex;
    else if (position < text.length) throw unexpected();
  };
  const unexpected = () => new SyntaxError(`unexpected ${current || 'end'} in JSON before position ${position}`);
  const expect = (wanted: string) => {
    if (current !== wanted) throw unexpected();
    advance();
  };

  const value = (): JsonValue => {
    if (current === '{') return object();
    if (current === '[') return list();
    if (current === '') throw unexpected();
    const scalar = words[current] ?? (JSON.parse(current) as JsonValue);
    advance();
    return scalar;
  };
  const list = (): JsonValue => {
    const items: JsonValue[] = [];
    advance();
    while (current !== ']') {
      if (items.length > 0) expect(',');
      items.push(value());
    }
    advance();
    return items;
  };
  const object = (): JsonValue => {
    const entries: [string, JsonValue][] = [];
    advance();
    while (current !== '}') {
      if (entries.length > 0) expect(',');
      if (!current.startsWith('"')) throw unexpected();
      const key = JSON.parse(current) as string;
      advance();
      expect(':');
      entries.push([key, value()]);
    }
    advance();
    return Object.fromEntries(entries);
  };

  advance();
  const parsed = value();
  if (current !== '' || position < text.length) throw unexpected();
  return parsed;
}
