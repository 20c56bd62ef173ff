import '../on-cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import type { Clipping } from '../../../pipeline/train/plan.js';
import { clipGradients } from '../../../pipeline/train/update/clip-gradients.js';

const clipped = (gradients: readonly (readonly number[])[], clipping: Clipping | undefined): number[][] =>
  tf.tidy(() =>
    clipGradients(
      gradients.map((g) => tf.tensor1d([...g], 'float32')),
      clipping,
    ).map((g) => Array.from(g.dataSync())),
  );

const numbers = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 5 });
const several = fc.array(numbers, { minLength: 1, maxLength: 4 });
const limit = fc.double({ min: 1e-3, max: 300, noNaN: true });

test('by norm: the direction stays, and the length of all together becomes at most the limit', () => {
  fc.assert(
    fc.property(several, limit, (gradients, norm) => {
      const length = Math.hypot(...gradients.flat());
      const factor = length > norm ? norm / length : 1;
      clipped(gradients, { norm }).forEach((g, i) => {
        g.forEach((value, k) => {
          const want = (gradients[i]?.[k] ?? Number.NaN) * factor;
          expect(Math.abs(value - want)).toBeLessThan(1e-5 * Math.max(norm, length));
        });
      });
    }),
    { numRuns: 50 },
  );
});

test('by value: each number for itself', () => {
  expect(clipped([[3, -0.25, 0], [-7]], { value: 0.5 })).toEqual([[0.5, -0.25, 0], [-0.5]]);
});

test('gradients within the limit stay to the bit, and those of length 0 stay 0', () => {
  const gradients = [[0.3, -0.4], [1.2]].map((g) => Array.from(Float32Array.from(g)));
  expect(clipped(gradients, { norm: 1.31 })).toEqual(gradients);
  expect(clipped([[0, 0], [0]], { norm: 1 })).toEqual([[0, 0], [0]]);
  expect(clipped(gradients, undefined)).toEqual(gradients);
});

test('what is not a number stays one, so that the trial is found to have diverged', () => {
  for (const clipping of [{ norm: 1 }, { value: 1 }]) {
    expect(clipped([[Number.NaN, 1]], clipping)[0]?.[0]).toBeNaN();
  }
  expect(clipped([[Infinity, 1]], { norm: 1 })[0]?.[0]).toBeNaN();
});

test('both at once do not type-check', () => {
  expectTypeOf<{ norm: number }>().toExtend<Clipping>();
  expectTypeOf<{ value: number }>().toExtend<Clipping>();
  expectTypeOf<{ norm: number; value: number }>().not.toExtend<Clipping>();
  expectTypeOf<object>().not.toExtend<Clipping>();
});
