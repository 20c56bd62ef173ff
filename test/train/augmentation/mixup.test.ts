import '../on-cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { drawBeta } from '../../../pipeline/random/draw-beta.js';
import { randomStream } from '../../../pipeline/random/random-stream.js';
import { blend } from '../../../pipeline/train/augmentation/blend.js';
import { scoreSums } from '../../../pipeline/train/score.js';

describe('shares', () => {
  test.each([0.05, 0.2, 1, 4])('Beta(alpha, alpha) with alpha %d has the moments it should have', (alpha) => {
    const random = randomStream('beta', alpha);
    const n = 20_000;
    const values = Array.from({ length: n }, () => drawBeta(alpha, alpha, random));
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    const mean = values.reduce((a, b) => a + b) / n;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / n;
    const expected = 1 / (4 * (2 * alpha + 1));
    // Five standard errors.
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(expected / n));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.05);
  });

  test('Beta(2, 5), which is not symmetric', () => {
    const random = randomStream('beta');
    const n = 20_000;
    const mean = Array.from({ length: n }, () => drawBeta(2, 5, random)).reduce((a, b) => a + b) / n;
    expect(Math.abs(mean - 2 / 7)).toBeLessThan((5 * Math.sqrt(10 / (49 * 8))) / Math.sqrt(n));
  });
});

test('a blend is share x + (1 - share) x of the partner, for any rank', () => {
  tf.tidy(() => {
    const mixing = { partners: tf.tensor1d([2, 1, 0], 'int32'), share: tf.scalar(0.25) };
    const rows = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    expect(blend(tf.tensor2d(rows), mixing).arraySync()).toEqual([
      [4, 5],
      [3, 4],
      [2, 3],
    ]);
    const images = tf.reshape(tf.tensor2d(rows), [3, 1, 2, 1]);
    expect(Array.from(blend(images, mixing).dataSync())).toEqual([4, 5, 3, 4, 2, 3]);
  });
});

test('a hit counts what the class has of the target', () => {
  tf.tidy(() => {
    const predictions = tf.tensor2d([
      [9, 0, 0],
      [0, 9, 0],
      [0, 0, 9],
    ]);
    const shares = tf.tensor2d([
      [0.75, 0.25, 0],
      [0.75, 0.25, 0],
      [0.75, 0.25, 0],
    ]);
    expect(Array.from(scoreSums('classification', predictions, shares).dataSync())).toEqual([1]);
  });
});
