import '../on-cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { biasCorrection } from '../../../pipeline/train/optimizers/bias-correction.js';

test('1 - beta^t to float32 precision, also where the subtraction would lose most of it', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.99999, noNaN: true }), fc.integer({ min: 1, max: 100_000 }), (beta, t) => {
      const got = tf.tidy(() => biasCorrection(beta, tf.scalar(t)).arraySync());
      // -expm1(t ln beta) is exact in double precision for the same reason.
      const want = beta === 0 ? 1 : -Math.expm1(t * Math.log(beta));
      expect(Math.abs(got - want)).toBeLessThan(5e-7 * want);
    }),
  );
});
