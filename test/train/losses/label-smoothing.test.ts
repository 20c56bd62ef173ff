import '../on-cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mlp } from '../../../models/index.js';
import { buildModel } from '../../../pipeline/train/build-model.js';
import { losses } from '../../../pipeline/train/losses/registry.js';
import { smoothTargets } from '../../../pipeline/train/losses/smooth-targets.js';
import { trainModel } from '../../../pipeline/train/train-model.js';
import { cpu } from '../on-cpu.js';
import { blobs } from '../small-data.js';

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const softmax = (row: readonly number[]) => {
  const exponentials = row.map((x) => Math.exp(x));
  return exponentials.map((x) => x / sum(exponentials));
};
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

const batches = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 6 })).chain(([batch, units]) =>
  fc.record({
    x: fc.array(
      fc.array(fc.double({ min: -5, max: 5, noNaN: true }).map(Math.fround), { minLength: units, maxLength: units }),
      { minLength: batch, maxLength: batch },
    ),
    classes: fc.array(fc.integer({ min: 0, max: units - 1 }), { minLength: batch, maxLength: batch }),
    e: fc.double({ min: 0, max: 0.9, noNaN: true }),
  }),
);

/** Closed forms: what the loss is, and its gradient, for one row with the class `k` and smoothing e. */
const closedForms = {
  /** (1 - e) CE(k) + (e / K) sum over j of CE(j); its gradient is softmax - smoothed target. */
  softmaxCrossEntropy: (row: readonly number[], k: number, e: number) => {
    const p = softmax(row);
    const other = sum(p.map((value) => -Math.log(value))) / row.length;
    return {
      loss: (1 - e) * -Math.log(p[k] ?? Number.NaN) + e * other,
      gradient: p.map((value, j) => value - ((j === k ? 1 - e : 0) + e / row.length)),
    };
  },
  /** Of every class (1 - e) BCE(right answer) + e / 2 (BCE(yes) + BCE(no)), averaged over the classes. */
  sigmoidCrossEntropy: (row: readonly number[], k: number, e: number) => {
    const terms = row.map((x, j) => {
      const [yes, no] = [-Math.log(sigmoid(x)), -Math.log(sigmoid(-x))];
      return (1 - e) * (j === k ? yes : no) + (e / 2) * (yes + no);
    });
    const target = (j: number) => (j === k ? 1 - e : 0) + e / 2;
    return {
      loss: sum(terms) / row.length,
      gradient: row.map((x, j) => (sigmoid(x) - target(j)) / row.length),
    };
  },
};

describe.each(Object.entries(closedForms))('%s', (name, closedForm) => {
  const loss = losses[name as keyof typeof closedForms];

  test('value and gradient of the smoothed loss, any shape and smoothing', () => {
    fc.assert(
      fc.property(batches, ({ x, classes, e }) => {
        tf.tidy(() => {
          const y = tf.tensor1d(classes, 'int32');
          const mean = (logits: tf.Tensor) => loss.mean(logits, smoothTargets(y, logits, loss, e));
          const { value, grad } = tf.valueAndGrad(mean)(tf.tensor2d(x));
          const rows = x.map((row, i) => closedForm(row, classes[i] ?? 0, e));
          expect(value.arraySync()).toBeCloseTo(sum(rows.map((row) => row.loss)) / x.length, 4);
          const expected = rows.flatMap(({ gradient }) => gradient.map((g) => g / x.length));
          Array.from(grad.dataSync()).forEach((g, i) => {
            expect(Math.abs(g - (expected[i] ?? Number.NaN))).toBeLessThan(2e-6);
          });
        });
      }),
    );
  });
});

test('without smoothing the targets are the very same tensor', () => {
  tf.tidy(() => {
    const y = tf.tensor1d([1, 0], 'int32');
    expect(smoothTargets(y, tf.zeros([2, 3]), losses.softmaxCrossEntropy, 0)).toBe(y);
  });
});

test('a training learns smoothed labels, and its validation loss and scores know nothing of them', async () => {
  const data = blobs([30, 40, 10]);
  const model = buildModel((_hp, task) => mlp({ ...task, layers: 0 }), {}, data.task, [1]);
  const [kernel = [], bias = []] = model.weights.map((weight) => Array.from(weight.read().dataSync()));
  const logits = (split: typeof data.train, i: number) =>
    bias.map((b, k) => b + split.x.get(i, 0) * (kernel[k] ?? 0) + split.x.get(i, 1) * (kernel[3 + k] ?? 0));
  const meanLoss = (split: typeof data.train, n: number, e: number) =>
    sum(
      Array.from({ length: n }, (_, i) => closedForms.softmaxCrossEntropy(logits(split, i), split.y.get(i), e).loss),
    ) / n;
  // One update of next to nothing: the losses are those of the initial weights.
  const result = await trainModel({
    engine: cpu,
    model,
    plan: { epochs: 1, batchSize: 30, optimizer: { name: 'sgd', learningRate: 1e-9 }, labelSmoothing: 0.3 },
    data,
    seedPath: [1],
  });
  model.dispose();
  const [record] = result.history;
  expect(record?.trainLoss).toBeCloseTo(meanLoss(data.train, 30, 0.3), 5);
  expect(record?.validationLoss).toBeCloseTo(meanLoss(data.validation, 40, 0), 5);
  const right = Array.from({ length: 30 }, (_, i) => {
    const row = logits(data.train, i);
    return row.indexOf(Math.max(...row)) === data.train.y.get(i);
  }).filter(Boolean);
  expect(record?.trainScore).toBeCloseTo(right.length / 30, 6);
});
