import '../train/on-cpu.js';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { cellNet, mlp, nearestInSize, separableNet } from '../../models/index.js';
import type { Task } from '../../pipeline/load/data.js';

const digits: Task = { kind: 'classification', inputShape: [12, 12, 1], classes: [...'0123456789'] };

test('of all widths the one with the nearest number of weights', () => {
  const build = (hiddenUnits: number) => mlp({ ...digits, inputShape: [4], hiddenUnits, layers: 1 });
  const sizes = Array.from({ length: 140 }, (_, i) => build(i + 1).countParams());
  for (const parameters of [1, 30, 31, 100, 130, 2000]) {
    const nearest = Math.min(...sizes.map((size) => Math.abs(size - parameters)));
    expect(Math.abs(nearestInSize(parameters, build).countParams() - parameters)).toBe(nearest);
  }
});

test('different families come within a few percent of each other', () => {
  const target = cellNet({ ...digits, cells: 3, channels: 16 }).countParams();
  const other = nearestInSize(target, (filters) => separableNet({ ...digits, stages: 2, filters }));
  expect(Math.abs(other.countParams() / target - 1)).toBeLessThan(0.05);
});

test('what is built on the way is disposed of', () => {
  const build = (hiddenUnits: number) => mlp({ ...digits, inputShape: [4], hiddenUnits });
  const before = tf.memory().numTensors;
  nearestInSize(5000, build).dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('what no width reaches is refused', () => {
  const build = () => mlp({ ...digits, inputShape: [4], hiddenUnits: 2, layers: 1 });
  expect(() => nearestInSize(1000, build)).toThrow('no width up to 4096 has 1000 weights: width 4096 has 40');
});
