import { StorageError } from '../errors.js';
import { quoteValue } from '../study/quote-value.js';

/** What Optuna's columns for names and keys hold. */
const longestText = 512;

/** @throws StorageError where a database could not store `text` as it is. */
export function checkText(what: string, text: string): void {
  const problem =
    text === ''
      ? 'must not be empty'
      : [...text].length > longestText
        ? `must have at most ${longestText} characters`
        : /[\0\p{Surrogate}]/u.test(text)
          ? 'must not contain a NUL character or half of a surrogate pair'
          : undefined;
  if (problem) throw new StorageError(`${what} ${problem}, got ${quoteValue(text)}`);
}
