import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ActivationType,
  activationTypes,
  quantizationOf,
  quantizeBias,
  quantizeWeights,
  roundHalfToEven,
} from '../../pipeline/quantize/affine-quantization.js';

const real = fc.double({ min: -1e4, max: 1e4, noNaN: true });
const types = fc.constantFrom<ActivationType>('uint8', 'int8');

describe('activations', () => {
  test('lose at most half a step within their range, and zero loses nothing', () => {
    fc.assert(
      fc.property(real, real, fc.double({ min: 0, max: 1, noNaN: true }), types, (a, b, where, type) => {
        const [min, max] = [Math.min(a, b, 0), Math.max(a, b, 0)];
        const { scale, zeroPoint } = quantizationOf({ min: Math.min(a, b), max: Math.max(a, b) }, type);
        const { lowest, highest } = activationTypes[type];
        const through = (x: number) => {
          const q = Math.min(highest, Math.max(lowest, roundHalfToEven(x / scale) + zeroPoint));
          return scale * (q - zeroPoint);
        };
        expect(Number.isInteger(zeroPoint) && zeroPoint >= lowest && zeroPoint <= highest).toBe(true);
        expect(through(0)).toBe(0);
        const x = min + where * (max - min);
        // The zero point is rounded too, which moves the range by up to half a step; float32 rounds the scale.
        expect(Math.abs(through(x) - x)).toBeLessThanOrEqual(scale * 1.01);
        const inside = Math.min(scale * (highest - zeroPoint), Math.max(scale * (lowest - zeroPoint), x));
        expect(Math.abs(through(inside) - inside)).toBeLessThanOrEqual(scale * 0.5001);
      }),
    );
  });

  test('bytes are themselves', () => {
    expect(quantizationOf({ min: 0, max: 255 }, 'uint8')).toEqual({ type: 'uint8', scale: 1, zeroPoint: 0 });
    expect(quantizationOf({ min: 3, max: 255 }, 'uint8')).toEqual({ type: 'uint8', scale: 1, zeroPoint: 0 });
    expect(quantizationOf({ min: -128, max: 127 }, 'int8')).toEqual({ type: 'int8', scale: 1, zeroPoint: 0 });
    expect(quantizationOf({ min: 0, max: 0 }, 'uint8').scale).toBe(1);
  });

  test('halves are rounded as QuantizeLinear does', () => {
    expect([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 1.49].map((x) => Math.abs(roundHalfToEven(x)))).toEqual([
      2, 2, 0, 0, 2, 2, 1,
    ]);
  });
});

describe('weights', () => {
  const float = fc.float({ min: -100, max: 100, noNaN: true });
  test('have a scale for each channel and lose at most half of it', () => {
    fc.assert(
      fc.property(
        fc.array(float, { minLength: 6, maxLength: 60 }),
        fc.integer({ min: 1, max: 6 }),
        (list, channels) => {
          const weights = Float32Array.from(list.slice(0, list.length - (list.length % channels)));
          const channelOf = (i: number) => i % channels;
          const { values, scales } = quantizeWeights(weights, channels, channelOf);
          weights.forEach((w, i) => {
            const scale = scales[channelOf(i)] ?? 0;
            expect(Math.abs(w - scale * (values[i] ?? 0))).toBeLessThanOrEqual(scale * 0.5001);
            expect(Math.abs(values[i] ?? 0)).toBeLessThanOrEqual(127);
          });
        },
      ),
    );
  });

  test('a bias keeps its digits also where the weights of its channel are tiny or zero', () => {
    const weights = Float32Array.of(1e-9, 0, 0.5);
    const bias = Float32Array.of(1000, -0.3, 2);
    const inputScale = 0.02;
    const { scales } = quantizeWeights(weights, 3, (i) => i, { values: bias, inputScale });
    const stored = quantizeBias(bias, inputScale, scales);
    stored.values.forEach((q, c) => {
      const given = q * (stored.scales[c] ?? 0);
      expect(given / (bias[c] ?? 0)).toBeCloseTo(1, 2);
      expect(Math.abs(given - (bias[c] ?? 0))).toBeLessThanOrEqual((stored.scales[c] ?? 0) / 2 + 1e-4);
    });
  });
});
