import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNumber } from '../../../pipeline/report/format-number.js';
import { formatDuration } from '../../../pipeline/run/progress/format-duration.js';
import { formatMetric, formatParameters } from '../../../pipeline/run/progress/format-value.js';

describe('formatDuration', () => {
  it.each([
    [0, '0.0 s'],
    [8.44, '8.4 s'],
    [59.94, '59.9 s'],
    [59.96, '1:00'],
    [125, '2:05'],
    [3599.7, '1:00:00'],
    [3725, '1:02:05'],
  ])('%d s is %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [0.0123456, '0.01235'],
    [1e-5, '1.00e-5'],
    [64, '64'],
    [1234567, '1.23e+6'],
    [Number.NaN, 'NaN'],
  ])('%d is %s', (value, text) => expect(formatNumber(value)).toBe(text));

  it('is right to three digits', () => {
    const reals = fc.double({ min: 1e-12, max: 1e12, noNaN: true });
    fc.assert(fc.property(reals, (value) => Math.abs(Number(formatNumber(value)) / value - 1) < 6e-3));
  });
});

describe('formatMetric', () => {
  it.each([
    ['validation.accuracy', 0.98765, '0.9877'],
    ['validation.accuracy', 1, '1.0000'],
    ['model.bytes', 412_500, '412.5 kB'],
    ['model.bytes', 1_240_000, '1.24 MB'],
    ['model.parameters', 105_866, '105,866'],
    ['latency.p90', 1.23456, '1.235 ms'],
    ['parity.maxAbs', 4.7e-7, '4.70e-7'],
    ['latency.p90', undefined, '-'],
  ] as const)('%s %d is %s', (name, value, text) => expect(formatMetric(name, value)).toBe(text));
});

describe('formatParameters', () => {
  it('names every active one', () => {
    expect(formatParameters({ learningRate: 0.0123456, optimizer: 'adam', bias: true })).toBe(
      'learningRate 0.01235, optimizer adam, bias true',
    );
  });
});
