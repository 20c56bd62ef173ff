import { describe, expect, it } from 'vitest';
import { featureMaps, mapLimits } from '../../pipeline/analyze/feature-maps.js';
import { findConvolutions } from '../../pipeline/analyze/find-convolutions.js';
import { decodeModel } from '../../pipeline/compiler/onnx-file/decode-model.js';
import { quantizeModel } from '../../pipeline/quantize/quantize-model.js';
import { modelOf, normals, op } from '../quantize/model-kit.js';

const bytesOf = (base64 = '') => [...Buffer.from(base64, 'base64')];

const filters = 20;
const weights = normals(filters * 3 * 9, 'kernels');
const image = [7, 5, 3];

/** An image of 7 x 5 colours, two convolutions of 3 x 3, one with an activation. */
const onnx = modelOf({
  input: image,
  nodes: [
    op('Transpose', ['x'], 'planes', { perm: [0, 3, 1, 2] }),
    { ...op('Conv', ['planes', 'kernels'], 'first', { pads: [1, 1, 1, 1] }), name: 'conv2d_1/Conv' },
    op('Relu', ['first'], 'active'),
    op('Conv', ['active', 'mixing'], 'second'),
    op('Sigmoid', ['second'], 'gate'),
    op('Mul', ['second', 'gate'], 'swish'),
    op('ReduceMean', ['swish', 'axes'], 'y', { keepdims: 0 }),
  ],
  constants: {
    kernels: [[filters, 3, 3, 3], weights],
    mixing: [[2, filters, 1, 1], normals(2 * filters, 'mixing')],
    axes: [[2], BigInt64Array.of(2n, 3n)],
  },
  outputs: ['y'],
});
const x = normals(2 * 7 * 5 * 3, 'images');

/** The convolution by its definition, with zeros around the image; channels last. */
function convolved(sample: number, filter: number, row: number, column: number): number {
  let sum = 0;
  for (let i = -1; i <= 1; i++) {
    for (let j = -1; j <= 1; j++) {
      if (row + i < 0 || row + i >= 7 || column + j < 0 || column + j >= 5) continue;
      for (let channel = 0; channel < 3; channel++) {
        const pixel = x[((sample * 7 + row + i) * 5 + column + j) * 3 + channel] ?? Number.NaN;
        sum += pixel * (weights[((filter * 3 + channel) * 3 + i + 1) * 3 + j + 1] ?? Number.NaN);
      }
    }
  }
  return sum;
}

describe('feature maps', () => {
  it('are those of every convolution, behind the activation where one follows', () => {
    expect(findConvolutions(decodeModel(onnx))).toEqual([
      { layer: 'conv2d_1', kernels: 'kernels', output: 'active', activation: 'Relu' },
      // Two nodes read the second one: its own output is shown.
      { layer: 'Conv second', kernels: 'mixing', output: 'second', activation: '' },
    ]);
  });

  it('are what the definition of a convolution gives, each scaled for itself', async () => {
    const found = await featureMaps(onnx, { x, shape: image });
    const [first, second] = found?.convolutions ?? [];
    expect(first).toMatchObject({ layer: 'conv2d_1', total: filters, shown: mapLimits.maps, size: [5, 7] });
    expect(second).toMatchObject({ total: 2, shown: 2, activation: '' });
    for (const sample of [0, 1]) {
      const bytes = bytesOf(first?.maps[sample]);
      expect(bytes).toHaveLength(mapLimits.maps * 35);
      for (const filter of [0, 7, 15]) {
        const values = Array.from({ length: 35 }, (_, i) =>
          Math.max(0, convolved(sample, filter, Math.floor(i / 5), i % 5)),
        );
        const [low, high] = [Math.min(...values), Math.max(...values)];
        values.forEach((value, i) => {
          expect(Math.abs((bytes[filter * 35 + i] ?? -1) - (255 * (value - low)) / (high - low))).toBeLessThan(0.51);
        });
      }
    }
  });

  it('come with the kernels of the first convolution: mid-grey is zero, colours are those of the image', async () => {
    const { kernels } = (await featureMaps(onnx, { x, shape: image })) ?? {};
    expect(kernels).toMatchObject({ layer: 'conv2d_1', total: filters });
    expect(kernels?.pictures).toHaveLength(filters);
    const own = weights.subarray(27, 54);
    const most = Math.max(...own.map(Math.abs));
    const expected = Array.from({ length: 27 }, (_, i) => {
      const weight = own[(i % 3) * 9 + Math.floor(i / 3)] ?? Number.NaN;
      return 127.5 * (1 + weight / most);
    });
    bytesOf(kernels?.pictures[1]?.pixels).forEach((byte, i) => {
      expect(Math.abs(byte - (expected[i] ?? Number.NaN))).toBeLessThan(0.51);
    });
  });

  it('of a quantized file are there as far as it has convolutions in float32', async () => {
    const { onnx: quantized } = await quantizeModel(onnx, { variant: 'int8-static', calibration: { x, shape: image } });
    const maps = await featureMaps(quantized, { x, shape: image });
    expect(maps?.convolutions.map(({ total }) => total)).toEqual([filters, 2]);
    const [exact, rounded] = [await featureMaps(onnx, { x, shape: image }), maps].map((one) =>
      bytesOf(one?.convolutions[0]?.maps[0]),
    );
    const gaps = exact?.map((byte, i) => Math.abs(byte - (rounded?.[i] ?? Number.NaN))) ?? [];
    expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThan(8);
  });

  it('are none of a network without convolutions, or whose maps have one pixel', async () => {
    const dense = modelOf({ nodes: [op('Flatten', ['x'], 'y')], outputs: ['y'] });
    expect(await featureMaps(dense, { x: normals(288, 'dense'), shape: [8, 6, 6] })).toBeUndefined();
    const point = modelOf({
      input: [8, 1, 1],
      nodes: [op('Conv', ['x', 'w'], 'y')],
      constants: { w: [[4, 8, 1, 1], normals(32, 'w')] },
      outputs: ['y'],
    });
    expect(await featureMaps(point, { x: normals(8, 'point'), shape: [8, 1, 1] })).toBeUndefined();
  });

  it('of a deep network are those of eight of its convolutions, the first and the last among them', async () => {
    const names = Array.from({ length: 15 }, (_, i) => `v${i}`);
    const deep = modelOf({
      input: [1, 4, 4],
      nodes: names.map((name, i) => ({ ...op('Conv', [names[i - 1] ?? 'x', 'w'], name), name: `${name}/Conv` })),
      constants: { w: [[1, 1, 1, 1], Float32Array.of(2)] },
      outputs: ['v14'],
    });
    const found = await featureMaps(deep, { x: normals(16, 'deep'), shape: [1, 4, 4] });
    const layers = found?.convolutions.map(({ layer }) => layer) ?? [];
    expect(layers).toHaveLength(mapLimits.convolutions);
    expect(new Set(layers).size).toBe(mapLimits.convolutions);
    expect([layers[0], layers.at(-1)]).toEqual(['v0', 'v14']);
    // Kernels of one pixel show nothing.
    expect(found?.kernels).toBeUndefined();
  });
});
