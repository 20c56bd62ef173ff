import '../../train/on-cpu.js';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { cellPlaces } from '../../../models/cells/cell-places.js';
import { dartsGenotype } from '../../../models/cells/darts-genotype.js';
import { FactorisedReduction } from '../../../models/cells/factorised-reduction.js';
import type { Genotype } from '../../../models/cells/genotype.js';
import { Zero } from '../../../models/cells/zero.js';
import { cellNet, readGenotype } from '../../../models/index.js';
import { ModelError, UsageError } from '../../../pipeline/errors.js';
import type { Task } from '../../../pipeline/load/data.js';

const digits: Task = { kind: 'classification', inputShape: [28, 28, 1], classes: [...'0123456789'] };

test('reductions at one third and two thirds, where channels double', () => {
  const kinds = (cells: number) =>
    cellPlaces(cells, 4)
      .map(({ kind }) => kind[0])
      .join('');
  expect([1, 2, 3, 5, 9, 13, 19].map(kinds)).toEqual([
    'r',
    'rr',
    'nrr',
    'nrnrn',
    'nnnrnnrnn',
    'nnnnrnnnrnnnn',
    'nnnnnnrnnnnnrnnnnnn',
  ]);
  expect(cellPlaces(6, 4).map(({ channels }) => channels)).toEqual([4, 4, 8, 8, 16, 16]);
  expect(cellPlaces(6, 4).map(({ afterReduction }) => afterReduction)).toEqual([
    false,
    false,
    false,
    true,
    false,
    true,
  ]);
});

test('images halve and channels double; the output of a cell has the channels of all its nodes', () => {
  const model = cellNet({ ...digits, cells: 3, channels: 4 });
  const cells = model.layers.filter((layer) => layer.getClassName() === 'Concatenate');
  expect(cells.map((layer) => layer.outputShape)).toEqual([
    [null, 28, 28, 16],
    [null, 14, 14, 32],
    [null, 7, 7, 64],
  ]);
});

test('its number of weights, by hand', () => {
  const genotype: Genotype = {
    normal: { nodes: [[{ from: 0, operator: 'separable5x5' }]] },
    reduction: {
      nodes: [
        [{ from: 0, operator: 'dilated3x3' }],
        [
          { from: 1, operator: 'skip' },
          { from: 2, operator: 'maxPool3x3' },
        ],
      ],
    },
  };
  const c = 4;
  const norm = (channels: number) => 4 * channels;
  const stem = 9 * 12 + norm(12);
  const projection = (from: number, to: number) => from * to + norm(to);
  const first = projection(12, c) + (25 * c + c * c + norm(c));
  const d = 2 * c;
  const second = projection(12, d) + projection(c, d) + (9 * d + d * d + norm(d)) + (d * d + norm(d)) + norm(d);
  const e = 2 * d;
  const third = projection(c, e) + projection(2 * d, e) + (9 * e + e * e + norm(e)) + (e * e + norm(e)) + norm(e);
  const output = 2 * e * 10 + 10;
  const model = cellNet({ ...digits, genotype, cells: 3, channels: c });
  expect(model.countParams()).toBe(stem + first + second + third + output);
});

test('the cells of DARTS are the default, and two edges lead to each of their four nodes', () => {
  expect(cellNet({ ...digits }).countParams()).toBe(cellNet({ ...digits, genotype: dartsGenotype }).countParams());
  for (const kind of ['normal', 'reduction'] as const) {
    expect(dartsGenotype[kind].nodes.map((edges) => edges.length)).toEqual([2, 2, 2, 2]);
  }
});

test.each([4, 5])('a factorised reduction sees the even and the odd diagonal of an image of side %i', (side) => {
  const layer = new FactorisedReduction({ filters: 2 });
  const x = tf.reshape(tf.range(1, side * side + 1), [1, side, side, 1]);
  layer.apply(x);
  layer.setWeights([tf.tensor4d([1, 10], [1, 1, 1, 2])]);
  const y = (layer.apply(x) as tf.Tensor4D).arraySync()[0] ?? [];
  const pixel = (row: number, column: number) => (row < side && column < side ? row * side + column + 1 : 0);
  const half = Math.ceil(side / 2);
  expect(y).toHaveLength(half);
  for (const [row, columns] of y.entries()) {
    expect(columns).toHaveLength(half);
    for (const [column, channels] of columns.entries()) {
      expect(channels).toEqual([pixel(2 * row, 2 * column), 10 * pixel(2 * row + 1, 2 * column + 1)]);
    }
  }
});

test.each([1, 2])('zeros of stride %i have the shape of the other operators', (strides) => {
  const y = new Zero({ strides }).apply(tf.ones([2, 5, 6, 3])) as tf.Tensor;
  expect(y.shape).toEqual([2, Math.ceil(5 / strides), Math.ceil(6 / strides), 3]);
  expect(new Set(y.dataSync())).toEqual(new Set([0]));
});

test('a genotype is read from a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'genotype-'));
  try {
    const path = join(folder, 'genotype.json');
    writeFileSync(path, JSON.stringify(dartsGenotype));
    expect(readGenotype(path)).toEqual(dartsGenotype);
    writeFileSync(path, '{"normal": ');
    expect(() => readGenotype(path)).toThrow(UsageError);
    expect(() => readGenotype(join(folder, 'nowhere.json'))).toThrow(/nowhere\.json` cannot be read as a genotype/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const cell = (from: number, operator: string): unknown => ({ nodes: [[{ from, operator }]] });

test.each<[object, RegExp]>([
  [{ cells: 0 }, /`cellNet.cells` must be an integer >= 1, got 0/],
  [{ channels: 1.5 }, /`cellNet.channels`/],
  [{ stemFilters: 0 }, /`cellNet.stemFilters`/],
  [{ inputShape: [8] }, /cellNet takes images/],
  [{ inputShape: [3, 3, 1] }, /`cellNet.cells` = 5 halves the image 2 times, but it is only 3 by 3/],
  [{ genotype: {} }, /`cellNet.genotype` is no genotype:\n`normal`: /],
  [
    { genotype: { normal: cell(2, 'skip'), reduction: cell(0, 'skip') } },
    /`normal.nodes\[0\]\[0\].from`: node 0 can come from 0 to 1, got 2/,
  ],
  [
    { genotype: { normal: cell(0, 'skip'), reduction: cell(0, 'zero') } },
    /`reduction.nodes\[0\]\[0\].operator`: .*zero/,
  ],
  [{ genotype: { normal: { nodes: [[]] }, reduction: cell(0, 'skip') } }, /`normal.nodes\[0\]`/],
])('%j is refused', (options, message) => {
  expect(() => cellNet({ ...digits, ...options })).toThrow(ModelError);
  expect(() => cellNet({ ...digits, ...options })).toThrow(message);
});

test('layers read from a file are made again', () => {
  for (const layer of [new FactorisedReduction({ filters: 3 }), new Zero({ strides: 2 })] as layers.Layer[]) {
    const [layerClass, make] = tf.serialization.SerializationMap.getMap().classNameMap[layer.getClassName()] ?? [];
    if (!layerClass || !make) throw new Error(`${layer.getClassName()} is not registered`);
    const again = make(layerClass, layer.getConfig()) as layers.Layer;
    expect(again.computeOutputShape([null, 5, 6, 2])).toEqual(layer.computeOutputShape([null, 5, 6, 2]));
  }
});
