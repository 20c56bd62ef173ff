/** A value as an error message shows it: short, on one line, and told apart from its text (`"1"` is not `1`). */
export function quoteValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return shorten(JSON.stringify(value));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol') return value.toString();
  if (typeof value === 'function') return value.name ? `the function ${value.name}` : 'a function';
  // JSON has neither NaN nor the infinities.
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return shorten(`[${value.map(quoteValue).join(', ')}]`);
  const keys = Object.keys(value);
  return keys.length === 0 ? '{}' : shorten(`an object with ${keys.map((key) => `\`${key}\``).join(', ')}`);
}

const shorten = (text: string) => (text.length > 120 ? `${text.slice(0, 117)}...` : text);
