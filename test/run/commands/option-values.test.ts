import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ascending,
  keyValue,
  positiveSeconds,
  someOf,
  wholeNumber,
} from '../../../pipeline/run/commands/option-values.js';

describe('wholeNumber', () => {
  it('reads what it prints', () => {
    fc.assert(fc.property(fc.integer({ min: 1 }), (n) => wholeNumber(1)(String(n)) === n));
  });

  it.each(['0', '-3', '1.5', '', ' ', 'two', '1e3', '0x10', 'NaN', '99999999999999999999'])('refuses %j', (text) => {
    expect(() => wholeNumber(1)(text)).toThrow('at least 1');
  });
});

describe('positiveSeconds', () => {
  it('takes fractions', () => expect(positiveSeconds('0.5')).toBe(0.5));
  it.each(['0', '-1', '', 'soon', 'Infinity', '1e10'])('refuses %j', (text) => {
    expect(() => positiveSeconds(text)).toThrow('greater than 0');
  });
});

describe('keyValue', () => {
  it('collects settings, the last of a key counts', () => {
    expect(keyValue('units=8', keyValue('units=4', keyValue('path=a=b')))).toEqual({ path: 'a=b', units: '8' });
  });
  it.each(['units', '=8', ''])('refuses %j', (text) => {
    expect(() => keyValue(text)).toThrow('key=value');
  });
});

describe('someOf', () => {
  it('takes names with commas between them, and no others', () => {
    expect(someOf(['a', 'b', 'c'])('c, a')).toEqual(['c', 'a']);
    expect(() => someOf(['a', 'b'])('a,d')).toThrow('Give some of a, b, with commas between them.');
  });
});

describe('ascending', () => {
  it('takes whole numbers that rise', () => {
    expect(ascending('1,8,64')).toEqual([1, 8, 64]);
    for (const text of ['8,1', '1,1', '0,2', '1.5', '']) expect(() => ascending(text)).toThrow(/^Give/);
  });
});
