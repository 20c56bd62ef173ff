import { quoteValue } from './quote-value.js';
import type { Parameters } from './trial.js';

/** A setting as an error message shows it: `{ level: 6, strategy: "huffman" }`. */
export function quoteSetting(parameters: Parameters): string {
  const entries = Object.entries(parameters).map(([name, value]) => `${name}: ${quoteValue(value)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
