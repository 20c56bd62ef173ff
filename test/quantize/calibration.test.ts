import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeModel } from '../../pipeline/compiler/onnx-file/decode-model.js';
import { entropyRange } from '../../pipeline/quantize/calibration/entropy.js';
import { count, emptyHistogram, type Histogram } from '../../pipeline/quantize/calibration/histogram.js';
import { calibrationMethods } from '../../pipeline/quantize/calibration/methods.js';
import { observeRanges } from '../../pipeline/quantize/calibration/observe-ranges.js';
import { percentileRange } from '../../pipeline/quantize/calibration/percentile.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { modelOf, normals, op } from './model-kit.js';

function histogramOf(values: Float32Array): Histogram {
  const sorted = values.toSorted();
  const histogram = emptyHistogram({ min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 });
  count(histogram, values);
  return histogram;
}

/** n values at the quantiles (i + 1/2) / n of a distribution. */
const quantiles = (n: number, inverse: (share: number) => number) =>
  Float32Array.from({ length: n }, (_, i) => inverse((i + 0.5) / n));

describe('histogram', () => {
  test('counts every value once, on the right side of zero', () => {
    fc.assert(
      fc.property(fc.float32Array({ min: -50, max: 50, noNaN: true, minLength: 1, maxLength: 50 }), (drawn) => {
        // Nearer to zero the sum with the middle bin rounds to it.
        const values = drawn.map((v) => (Math.abs(v) < 1e-6 ? 0 : v));
        const { counts } = histogramOf(values);
        const sum = (from: number, to: number) => counts.subarray(from, to).reduce((total, n) => total + n, 0);
        expect(sum(0, counts.length)).toBe(values.length);
        expect(sum(0, counts.length / 2)).toBe(values.filter((v) => v < 0).length);
      }),
    );
  });
});

describe('percentile', () => {
  test('of a uniform distribution is its share of the range', () => {
    const symmetric = histogramOf(quantiles(100_000, (share) => 4 * (2 * share - 1)));
    const { min, max } = percentileRange(symmetric, 90);
    expect(min).toBeCloseTo(-3.6, 2);
    expect(max).toBeCloseTo(3.6, 2);
  });

  test('takes everything from the upper end where nothing is negative', () => {
    const positive = histogramOf(quantiles(100_000, (share) => 8 * share));
    const { min, max } = percentileRange(positive, 90);
    expect(min).toBeCloseTo(0, 3);
    expect(max).toBeCloseTo(7.2, 2);
  });

  test('of an exponential distribution is -ln(1 - p)', () => {
    const exponential = histogramOf(quantiles(200_000, (share) => -Math.log(1 - share)));
    expect(percentileRange(exponential, 99).max).toBeCloseTo(-Math.log(0.01), 1);
  });

  test('100 is the whole range', () => {
    const values = normals(1000, 'whole');
    const { range } = histogramOf(values);
    expect(percentileRange(histogramOf(values), 100)).toEqual(range);
  });
});

describe('entropy', () => {
  test('keeps all of a uniform distribution: every cut loses as much as it gains', () => {
    const values = quantiles(400_000, (share) => 3 * share);
    expect(entropyRange(histogramOf(values), 256).max).toBeGreaterThan(2.9);
  });

  test('cuts off a few outliers far away, and keeps what is normal', () => {
    const random = randomStream('entropy');
    const values = Float32Array.from({ length: 200_000 }, () => random.normal());
    values[0] = 20;
    values[1] = -20;
    const { min, max } = entropyRange(histogramOf(values), 256);
    expect(max).toBeGreaterThan(2.5);
    expect(max).toBeLessThan(10);
    expect(min).toBe(-max);
  });

  test('is not led by single values that occur very often', () => {
    const smooth = quantiles(200_000, (share) => 5 * share);
    const spikes = Float32Array.from({ length: 400_000 }, (_, i) => [0, 0.3, 1.1][i % 3] ?? 0);
    const together = new Float32Array(smooth.length + spikes.length);
    together.set(smooth);
    together.set(spikes, smooth.length);
    const clean = entropyRange(histogramOf(smooth), 256).max;
    expect(entropyRange(histogramOf(together), 256).max).toBeGreaterThan(0.95 * clean);
  });

  test('never leaves the range that was seen', () => {
    const values = normals(500, 'few');
    const { range } = histogramOf(values);
    const found = entropyRange(histogramOf(values), 256);
    expect(found.min).toBeGreaterThanOrEqual(range.min);
    expect(found.max).toBeLessThanOrEqual(range.max);
  });
});

describe('ranges of a model', () => {
  const relu = modelOf({ nodes: [op('Relu', ['x'], 'y')], input: [5], outputs: ['y'] });
  const samples = { x: normals(500, 'relu'), shape: [5] };

  test('min-max are the extremes of inputs and values', async () => {
    const ranges = await observeRanges(decodeModel(relu), ['x', 'y'], samples, calibrationMethods['min-max'], 'uint8');
    expect(ranges.get('x')).toEqual({ min: Math.min(...samples.x), max: Math.max(...samples.x) });
    expect(ranges.get('y')).toEqual({ min: 0, max: Math.max(...samples.x) });
  });

  test.each(Object.entries(calibrationMethods))('%s gives a range within what was seen', async (_, method) => {
    const ranges = await observeRanges(decodeModel(relu), ['x'], samples, method, 'int8');
    const { min = Number.NaN, max = Number.NaN } = ranges.get('x') ?? {};
    expect(min).toBeGreaterThanOrEqual(Math.min(...samples.x));
    expect(max).toBeLessThanOrEqual(Math.max(...samples.x));
    expect(max).toBeGreaterThan(min);
  });

  test('a value that is not a number has none', async () => {
    const broken = modelOf({ nodes: [op('Log', ['x'], 'y')], input: [5], outputs: ['y'] });
    const observed = observeRanges(decodeModel(broken), ['y'], samples, calibrationMethods['min-max'], 'uint8');
    await expect(observed).rejects.toThrow('`y` is not finite on the calibration samples');
  });
});
