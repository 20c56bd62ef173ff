import '../on-cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelError } from '../../../pipeline/errors.js';
import { type LossName, losses } from '../../../pipeline/train/losses/registry.js';

type Rows = readonly (readonly number[])[];

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const meanOver = (x: Rows, t: Rows, term: (x: number, t: number) => number) =>
  sum(x.flatMap((row, i) => row.map((value, k) => term(value, t[i]?.[k] ?? Number.NaN)))) /
  sum(x.map((row) => row.length));
const logSoftmax = (row: readonly number[]) => {
  const logSum = Math.log(sum(row.map((value) => Math.exp(value))));
  return row.map((value) => value - logSum);
};
const crossEntropy = (x: Rows, t: Rows) =>
  sum(x.map((row, i) => -sum(logSoftmax(row).map((log, k) => log * (t[i]?.[k] ?? Number.NaN))))) / x.length;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** The textbook formula of each loss in double precision; gradients of it are taken numerically. */
const textbook: Record<LossName, (x: Rows, t: Rows) => number> = {
  softmaxCrossEntropy: crossEntropy,
  sigmoidCrossEntropy: (x, t) =>
    meanOver(x, t, (v, target) => -target * Math.log(sigmoid(v)) - (1 - target) * Math.log(1 - sigmoid(v))),
  meanSquaredError: (x, t) => meanOver(x, t, (v, target) => (v - target) ** 2),
  meanAbsoluteError: (x, t) => meanOver(x, t, (v, target) => Math.abs(v - target)),
  huber: (x, t) =>
    meanOver(x, t, (v, target) => {
      const e = Math.abs(v - target);
      return e <= 1 ? e ** 2 / 2 : e - 1 / 2;
    }),
  hinge: (x, t) => meanOver(x, t, (v, target) => Math.max(0, 1 - (2 * target - 1) * v)),
  kullbackLeiblerDivergence: (x, t) =>
    crossEntropy(x, t) + sum(t.flat().map((p) => (p === 0 ? 0 : p * Math.log(p)))) / x.length,
};

/** Central differences, exact to about 1e-9 for smooth functions of this size. */
function numericalGradient(f: (x: Rows) => number, x: Rows): number[] {
  const h = 1e-5;
  const moved = (i: number, k: number, by: number) =>
    x.map((row, r) => row.map((value, c) => (r === i && c === k ? value + by : value)));
  return x.flatMap((row, i) => row.map((_, k) => (f(moved(i, k, h)) - f(moved(i, k, -h))) / (2 * h)));
}

const real = (limit: number) => fc.double({ min: -limit, max: limit, noNaN: true }).map(Math.fround);
const matrix = (rows: number, columns: number, value: fc.Arbitrary<number>) =>
  fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows });

/** Logits with targets as indices and as the same thing dense. */
const indexed = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 2, max: 7 })).chain(([batch, units]) =>
  fc.record({
    x: matrix(batch, units, real(8)),
    classes: fc.array(fc.integer({ min: 0, max: units - 1 }), { minLength: batch, maxLength: batch }),
  }),
);
const dense = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 7 }))
  .chain(([batch, units]) => fc.record({ x: matrix(batch, units, real(8)), t: matrix(batch, units, real(4)) }));

const oneHot = (classes: readonly number[], units: number): Rows =>
  classes.map((index) => Array.from({ length: units }, (_, k) => (k === index ? 1 : 0)));
const asDistributions = (t: Rows): Rows =>
  t.map((row) => {
    const weights = row.map((value) => Math.abs(value) + (value > 0 ? 0.01 : 0));
    return weights.map((weight) => (sum(weights) === 0 ? 1 / row.length : weight / sum(weights)));
  });

/** Numerical differences mean nothing within `h` of a kink of |x - t|, Huber's corner or the hinge. */
const nearKink: Partial<Record<LossName, (x: number, t: number) => boolean>> = {
  meanAbsoluteError: (x, t) => Math.abs(x - t) < 1e-3,
  hinge: (x, t) => Math.abs(1 - (2 * t - 1) * x) < 1e-3,
};

function check(name: LossName, x: Rows, targets: tf.Tensor, t: Rows): void {
  const { value, grad } = tf.valueAndGrad((logits: tf.Tensor) => losses[name].mean(logits, targets))(
    tf.tensor2d(x as number[][]),
  );
  const expected = textbook[name](x, t);
  expect(Math.abs((value.arraySync() as number) - expected)).toBeLessThan(2e-6 * (1 + Math.abs(expected)));
  const gradient = numericalGradient((moved) => textbook[name](moved, t), x);
  const skip = x.flatMap((row, i) => row.map((v, k) => nearKink[name]?.(v, t[i]?.[k] ?? 0) ?? false));
  Array.from(grad.dataSync()).forEach((got, i) => {
    if (!skip[i]) expect(Math.abs(got - (gradient[i] ?? Number.NaN))).toBeLessThan(5e-6);
  });
}

describe.each(Object.keys(losses) as LossName[])('%s', (name) => {
  const loss = losses[name];

  test.runIf(loss.tasks.includes('classification'))('value and gradient for class indices, any shape', () => {
    fc.assert(
      fc.property(indexed, ({ x, classes }) => {
        tf.tidy(() => check(name, x, tf.tensor1d(classes, 'int32'), oneHot(classes, x[0]?.length ?? 0)));
      }),
    );
  });

  test('value and gradient for dense targets, any shape', () => {
    fc.assert(
      fc.property(dense, ({ x, t }) => {
        const fitting = loss.tasks.includes('regression') ? t : asDistributions(t);
        const exact = fitting.map((row) => row.map(Math.fround));
        tf.tidy(() => check(name, x, tf.tensor2d(exact as number[][]), exact));
      }),
    );
  });

  test('shapes that do not fit are refused by name', () => {
    tf.tidy(() => {
      expect(() => loss.mean(tf.zeros([2, 3]), tf.zeros([2, 4]))).toThrow(ModelError);
      expect(() => loss.mean(tf.zeros([2, 3]), tf.zeros([2, 4]))).toThrow(
        /cannot compare predictions of shape \[2, 3\] with float32 targets of shape \[2, 4\]/,
      );
      expect(() => loss.mean(tf.zeros([2, 3]), tf.zeros([5], 'int32'))).toThrow(/\[2, 3\].*int32.*\[5\]/);
      expect(() => loss.mean(tf.zeros([2, 3, 1]), tf.zeros([2], 'int32'))).toThrow(/\[batch, units\], got \[2, 3, 1\]/);
    });
  });
});

describe('extreme logits', () => {
  const evaluate = (name: LossName, x: number[], target: number) =>
    tf.tidy(() => {
      const mean = (logits: tf.Tensor) => losses[name].mean(logits, tf.tensor1d([target], 'int32'));
      const { value, grad } = tf.valueAndGrad(mean)(tf.tensor2d([x]));
      return { loss: value.arraySync() as number, gradient: Array.from(grad.dataSync()) };
    });

  test.each(['softmaxCrossEntropy', 'kullbackLeiblerDivergence'] as const)(
    '%s neither overflows nor turns to NaN',
    (name) => {
      expect(evaluate(name, [1e30, 0, -1e30], 0)).toEqual({ loss: 0, gradient: [0, 0, 0] });
      expect(evaluate(name, [1000, 0], 1)).toEqual({ loss: 1000, gradient: [1, -1] });
    },
  );

  test('sigmoidCrossEntropy neither overflows nor turns to NaN', () => {
    expect(evaluate('sigmoidCrossEntropy', [1e30, -1e30], 0)).toEqual({ loss: 0, gradient: [0, 0] });
    expect(evaluate('sigmoidCrossEntropy', [1000, -1000], 1)).toEqual({ loss: 1000, gradient: [0.5, -0.5] });
  });

  test('sigmoidCrossEntropy has the true gradient at a logit of exactly 0', () => {
    expect(evaluate('sigmoidCrossEntropy', [0, 0], 0).gradient).toEqual([-0.25, 0.25]);
  });
});

test('divergence of equal distributions is 0, also where a probability is 0', () => {
  tf.tidy(() => {
    const t = tf.tensor2d([[0.5, 0.5, 0]]);
    const x = tf.tensor2d([[3, 3, -100]]);
    expect(losses.kullbackLeiblerDivergence.mean(x, t).arraySync()).toBeCloseTo(0, 6);
  });
});
