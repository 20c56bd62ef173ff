import { InvalidArgumentError } from 'commander';

/** Parsers of command line values: commander puts the option and the value given in front of the messages. */

export function wholeNumber(smallest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text.trim()) || !Number.isSafeInteger(value) || value < smallest) {
      throw new InvalidArgumentError(`Give a whole number of at least ${smallest}.`);
    }
    return value;
  };
}

/** 0: any that is free. */
export function portNumber(text: string): number {
  const value = wholeNumber(0)(text);
  if (value > 65_535) throw new InvalidArgumentError('Give a port from 0 to 65535.');
  return value;
}

/** Its range is checked by what takes it. */
export function anyNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Give a number.');
  return value;
}

export function positiveNumber(text: string): number {
  const value = anyNumber(text);
  if (value <= 0) throw new InvalidArgumentError('Give a number greater than 0.');
  return value;
}

/** The longest delay of a Node timer, in seconds (2^31 - 1 ms, about 24 days). */
const longestTimeout = 2_147_483;

export function positiveSeconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0 || value > longestTimeout) {
    throw new InvalidArgumentError(`Give a number of seconds greater than 0 and at most ${longestTimeout}.`);
  }
  return value;
}

/** `key=value`, given any number of times; a later value of the same key wins. */
export function keyValue(
  text: string,
  earlier: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Give a setting as key=value, for example `--set batchSize=64`.');
  return { ...earlier, [text.slice(0, at).trim()]: text.slice(at + 1) };
}

/** `name=size` of a symbolic dimension, given any number of times; a later size of the same name wins. */
export function dimensionSize(
  text: string,
  earlier: Readonly<Record<string, number>> = {},
): Readonly<Record<string, number>> {
  const [, name, size] = /^(.+)=(\d+)$/.exec(text) ?? [];
  if (name === undefined || Number(size) < 1) {
    throw new InvalidArgumentError('Give a symbolic dimension and its size, for example `--dim batch=8`.');
  }
  return { ...earlier, [name.trim()]: Number(size) };
}

/** `a,b`: any names; what takes them knows which there are. */
export const names = (text: string): readonly string[] => text.split(',').map((name) => name.trim());

/** `a,b`: some of the names, in any order. */
export function someOf<Name extends string>(names: readonly Name[]): (text: string) => readonly Name[] {
  return (text) =>
    text.split(',').map((part) => {
      const found = names.find((name) => name === part.trim());
      if (found === undefined)
        throw new InvalidArgumentError(`Give some of ${names.join(', ')}, with commas between them.`);
      return found;
    });
}

/** `1,8,64`: whole numbers, each larger than the one before. */
export function ascending(text: string): readonly number[] {
  const values = text.split(',').map(wholeNumber(1));
  if (values.some((value, i) => i > 0 && value <= (values[i - 1] ?? 0))) {
    throw new InvalidArgumentError('Give each number but the first larger than the one before.');
  }
  return values;
}
