import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standardisation } from '../../pipeline/load/standardisation.js';

describe('standardisation', () => {
  it('is the textbook formula per channel, for bytes and for reals', () => {
    const channels = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(channels, fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 2, maxLength: 60 }), (c, list) => {
        const n = Math.floor(list.length / c);
        fc.pre(n > 0);
        const values = list.slice(0, n * c);
        for (const data of [Uint8Array.from(values), Float32Array.from(values)]) {
          const { mean, std } = standardisation(data, c);
          for (let k = 0; k < c; k++) {
            const channel = values.filter((_, i) => i % c === k);
            const average = channel.reduce((a, b) => a + b, 0) / n;
            const variance = channel.reduce((a, b) => a + b * b, 0) / n - average ** 2;
            expect(mean[k]).toBeCloseTo(average, 10);
            const constant = new Set(channel).size === 1;
            expect((std[k] ?? 0) ** 2).toBeCloseTo(constant ? 1 : variance, 6);
          }
        }
      }),
    );
  });

  it('gives a constant channel its value as mean and std 1, whatever the value', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 1, max: 5000 }), (value, n) => {
        expect(standardisation(new Float32Array(n).fill(value), 1)).toEqual({ mean: [value + 0], std: [1] });
      }),
    );
  });
});
