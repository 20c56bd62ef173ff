import type { JsonValue } from '../../store/json-value.js';
import type { SettingDifference } from './study-settings.js';

/** Characters of a long value, such as the text of a function, that are shown around what differs in it. */
const shown = 60;

/** One line each: `` `seed` was 5, is 7 ``. */
export function describeDifferences(differences: readonly SettingDifference[]): string {
  return differences.map(({ path, was, is }) => `\`${path}\` ${describeValues(was, is)}`).join('\n');
}

function describeValues(was: JsonValue | undefined, is: JsonValue | undefined): string {
  const [before, after] = [textOf(was), textOf(is)];
  const same = commonLength(before, after);
  return `was ${excerpt(before, same)}, is ${excerpt(after, same)}`;
}

const textOf = (value: JsonValue | undefined) => (value === undefined ? 'absent' : JSON.stringify(value));

function commonLength(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return length;
}

function excerpt(text: string, around: number): string {
  if (text.length <= shown) return text;
  const from = Math.max(0, Math.min(around - shown / 3, text.length - shown));
  const start = from > 0 ? '...' : '';
  const end = from + shown < text.length ? '...' : '';
  return `${start}${text.slice(from, from + shown)}${end}`;
}
