import type { JsonValue } from './json-value.js';

/**
 * JSON that Python and `parseJson` read as the same value. Infinities are written as numbers too large for a double
 * (`1e999`), which every parser rounds to them; NaN, for which JSON has nothing, as Python writes it.
 */
export function renderJson(value: JsonValue): string {
  if (typeof value === 'number') return renderNumber(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(renderJson).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${renderJson(item)}`);
  return `{${entries.join(', ')}}`;
}

/** `Array.isArray` does not narrow readonly lists. */
const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value);

function renderNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '1e999' : '-1e999';
}
