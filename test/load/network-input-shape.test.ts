import { expect, it } from 'vitest';
import { networkInputShape } from '../../pipeline/load/network-input-shape.js';

const task = { kind: 'classification', inputShape: [32, 32, 3], classes: ['a', 'b'] } as const;

it('keeps the shape of images', () => {
  expect(networkInputShape({ task, inputTransform: { kind: 'identity' } })).toEqual([32, 32, 3]);
  expect(networkInputShape({ task, inputTransform: { kind: 'standardise', mean: [1], std: [2] } })).toEqual([
    32, 32, 3,
  ]);
});

it('counts one for a number and one a category', () => {
  const columns = [
    { kind: 'numeric', name: 'age', fill: 0, mean: 0, std: 1 },
    { kind: 'categorical', name: 'colour', categories: ['red', 'green', 'blue'] },
    { kind: 'categorical', name: 'empty', categories: [] },
  ] as const;
  const table = { ...task, inputShape: [3] };
  expect(networkInputShape({ task: table, inputTransform: { kind: 'columns', columns } })).toEqual([4]);
});
