import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { randomStream } from '../../pipeline/random/random-stream.js';
import { entropyOf, operatorProbabilities } from '../../pipeline/search-architecture/sampler/distribution.js';
import { fillGumbelNoise } from '../../pipeline/search-architecture/sampler/fill-gumbel-noise.js';
import { sampleOperators } from '../../pipeline/search-architecture/sampler/sample-operators.js';
import { temperatureAt } from '../../pipeline/search-architecture/sampler/temperature-at.js';

beforeAll(async () => {
  await (await openEngine('cpu')).activate();
});

/** The 0.999 quantile of chi-square with seven degrees of freedom (NIST/SEMATECH e-Handbook, 1.3.6.7.4). */
const chiSquareLimit = 24.322;

const alphas = [
  [0, 0, 0, 0, 0, 0, 0, 0],
  [1.5, 0.3, -0.2, 0, -1, 0.7, 0.1, -2],
  [-0.4, 2.5, 0.2, 0.2, -3, 1, -0.6, 0.9],
];

test('operators are drawn as often as softmax(alpha) says', () => {
  const draws = 20_000;
  const noise = new Float32Array(alphas.length * 8 * draws);
  fillGumbelNoise(noise, randomStream('frequencies'));
  const counts = alphas.map(() => new Array<number>(8).fill(0));
  const rows = Array.from({ length: draws }, () => alphas).flat();
  const { chosen, oneHot } = sampleOperators(tf.tensor2d(rows), tf.tensor2d(noise, [rows.length, 8]), tf.scalar(1));
  const numbers = chosen.dataSync();
  numbers.forEach((operator, i) => {
    const row = counts[i % alphas.length] as number[];
    row[operator] = (row[operator] ?? 0) + 1;
  });
  expect(tf.argMax(oneHot, -1).dataSync()).toEqual(numbers);
  expect(tf.sum(oneHot).dataSync()[0]).toBe(rows.length);
  alphas.forEach((alpha, edge) => {
    const expected = operatorProbabilities(alpha).map((p) => p * draws);
    const chiSquare = expected.reduce((sum, n, k) => sum + ((counts[edge]?.[k] ?? 0) - n) ** 2 / n, 0);
    expect(chiSquare, `edge ${edge}`).toBeLessThan(chiSquareLimit);
  });
});

/** E_p[L] of two edges with three operators each, by enumeration; L is linear in each edge's one-hot row. */
const table = [
  [0.3, -1.2, 0.8],
  [2, 0.1, -0.7],
  [-0.4, 1.1, 0.5],
];
function expectation(first: readonly number[], second: readonly number[]): number {
  const [p, q] = [operatorProbabilities(first), operatorProbabilities(second)];
  return p.reduce((sum, a, i) => sum + q.reduce((inner, b, j) => inner + a * b * (table[i]?.[j] ?? 0), 0), 0);
}

test('the straight-through gradient, averaged, is the gradient of the expectation as the temperature says', () => {
  const [first, second] = [
    [0.4, -0.3, 0.1],
    [-0.2, 0.5, 0],
  ];
  const slope = [...first, ...second].map((_, k) => {
    const moved = (by: number) => {
      const alpha = [...first, ...second].map((value, i) => (i === k ? value + by : value));
      return expectation(alpha.slice(0, 3), alpha.slice(3));
    };
    return (moved(1e-5) - moved(-1e-5)) / 2e-5;
  });
  const draws = 20_000;
  const noise = new Float32Array(draws * 6);
  fillGumbelNoise(noise, randomStream('gradient'));
  const estimate = (temperature: number) => {
    const alpha = tf.tensor2d([first, second]);
    const gradient = tf.grad((a: tf.Tensor) => {
      // Each pair of rows is one draw of both edges.
      const rows = tf.reshape(tf.tile(tf.reshape(a, [1, 2, 3]), [draws, 1, 1]), [draws * 2, 3]) as tf.Tensor2D;
      const { oneHot } = sampleOperators(rows, tf.tensor2d(noise, [draws * 2, 3]), tf.scalar(temperature));
      const [z, y] = tf.unstack(tf.reshape(oneHot, [draws, 2, 3]), 1) as [tf.Tensor2D, tf.Tensor2D];
      return tf.div(tf.sum(tf.mul(tf.matMul(z, tf.tensor2d(table)), y)), draws);
    })(alpha);
    return Array.from(gradient.dataSync());
  };
  const cosine = (a: readonly number[], b: readonly number[]) => {
    const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, v, i) => sum + v * (y[i] ?? 0), 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };
  // Nearly without bias at a low temperature, as L is linear in each row; shorter, in the same direction, at a high one.
  const sharp = estimate(0.2);
  const error = Math.hypot(...sharp.map((value, k) => value - (slope[k] ?? Number.NaN)));
  expect(error).toBeLessThan(0.05 * Math.hypot(...slope));
  const soft = estimate(1);
  expect(cosine(soft, slope)).toBeGreaterThan(0.999);
  expect(Math.hypot(...soft)).toBeLessThan(0.9 * Math.hypot(...slope));
});

test('for one draw the gradient is that of the relaxed sample', () => {
  const [alpha, noise, weights, temperature] = [[0.4, -0.3, 0.1, 1], [0.2, 1.1, -0.6, 0.3], [0.7, -1, 2, 0.4], 0.7];
  const relaxed = (values: readonly number[]) =>
    operatorProbabilities(values.map((value, k) => (value + (noise[k] ?? 0)) / temperature)).reduce(
      (sum, share, k) => sum + share * (weights[k] ?? 0),
      0,
    );
  const gradient = tf.grad((a: tf.Tensor) => {
    const { oneHot } = sampleOperators(a as tf.Tensor2D, tf.tensor2d([noise]), tf.scalar(temperature));
    return tf.sum(tf.mul(oneHot, tf.tensor1d(weights)));
  })(tf.tensor2d([alpha]));
  const differences = alpha.map((_, k) => {
    const moved = (by: number) => relaxed(alpha.map((a, i) => (i === k ? a + by : a)));
    return expect.closeTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 5);
  });
  expect(Array.from(gradient.dataSync())).toEqual(differences);
});

test('probabilities, entropy and temperature at their known values', () => {
  expect(operatorProbabilities([0, Math.log(3)])).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.75, 12)]);
  expect(operatorProbabilities([1000, 0])).toEqual([1, 0]);
  expect(entropyOf([0.25, 0.25, 0.25, 0.25])).toBeCloseTo(Math.log(4), 12);
  expect(entropyOf([1, 0])).toBe(0);
  expect([0, 0.5, 1].map((progress) => temperatureAt({ from: 4, to: 0.25 }, progress))).toEqual([4, 1, 0.25]);
});
