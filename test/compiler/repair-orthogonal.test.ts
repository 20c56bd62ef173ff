import * as tf from '@tensorflow/tfjs-core';
import { initializers } from '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orthonormalised } from '../../pipeline/compiler/repair-orthogonal.js';
import { engines } from './engine-pair.js';

const seeded = (seed: number, gain = 1) => initializers.orthogonal({ seed, gain });

test('columns, or rows where there are fewer, are orthonormal', async () => {
  await engines.cpu.activate();
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer(),
      (rows, columns, seed) => {
        const product = tf.tidy(() => {
          const q = seeded(seed).apply([rows, columns]) as tf.Tensor2D;
          return tf.matMul(q, q, rows >= columns, rows < columns).arraySync() as number[][];
        });
        product.forEach((row, i) => {
          row.forEach((value, j) => {
            expect(value).toBeCloseTo(i === j ? 1 : 0, 5);
          });
        });
      },
    ),
    { numRuns: 40 },
  );
});

test('it is the factor that tfjs computes, its sign made unique', async () => {
  await engines.cpu.activate();
  const draws = tf.randomNormal([7, 4], 0, 1, 'float32', 5);
  const [q, r] = tf.linalg.qr(draws, false) as [tf.Tensor, tf.Tensor];
  const signs = Array.from({ length: 4 }, (_, i) => Math.sign((r.arraySync() as number[][])[i]?.[i] ?? 0));
  const expected = tf.mul(q, signs).dataSync();
  const actual = orthonormalised(draws.dataSync(), 7, 4);
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5);
  });
  tf.dispose([draws, q, r]);
});

test('a gain scales it, and both engines give the same', async () => {
  const values: ArrayLike<number>[] = [];
  for (const engine of [engines.cpu, engines.onnx]) {
    await engine.activate();
    const matrix = seeded(3, 2).apply([2, 3, 5]);
    expect(matrix.shape).toEqual([2, 3, 5]);
    values.push(await matrix.data());
    matrix.dispose();
  }
  const [a, b] = values.map((matrix) => Array.from(matrix)) as [number[], number[]];
  for (const [i, value] of a.entries()) expect(value).toBeCloseTo(b[i] ?? Number.NaN, 5);
  expect(a.reduce((sum, value) => sum + value ** 2, 0)).toBeCloseTo(5 * 4, 4);
});
