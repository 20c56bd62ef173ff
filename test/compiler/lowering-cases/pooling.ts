import { backend_util } from '@tensorflow/tfjs-core';
import type { Draw } from './draw.js';
import { type KernelCases, type TestTensor, withCall } from './kernel-case.js';

type Four = [number, number, number, number];
type Five = [number, number, number, number, number];

type RoundingMode = undefined | 'floor' | 'ceil';

function windows(draw: Draw, roundingModes: readonly RoundingMode[] = ['floor', 'ceil']) {
  const pad = draw.pick(['valid', 'same', 1] as const);
  const dimRoundingMode = pad === 1 ? draw.pick(roundingModes) : undefined;
  // Rounding up must not make windows that lie beyond the padding altogether.
  if (dimRoundingMode === 'ceil') return { filterSize: 3, strides: draw.int(1, 2), pad, dimRoundingMode };
  const filterSize = draw.pick([2, 3, [2, 2], [3, 2]] as const) as number | [number, number];
  return { filterSize, strides: draw.int(1, 3), pad, dimRoundingMode };
}

function pooling(draw: Draw, roundingModes: readonly RoundingMode[] = ['floor', 'ceil']) {
  const x = [draw.int(1, 3), draw.int(4, 7), draw.int(4, 7), draw.int(1, 4)] as Four;
  const whole = {
    filterSize: [x[1], x[2]] as [number, number],
    strides: 1,
    pad: 'valid',
    dimRoundingMode: undefined,
  } as const;
  const attributes = draw.int(0, 4) === 0 ? whole : windows(draw, roundingModes);
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const { outShape } = backend_util.computePool2DInfo(x, filterSize, strides, 1, pad, dimRoundingMode);
  return { x, y: outShape, attributes };
}

function pooling3d(draw: Draw) {
  const x = [draw.int(1, 2), draw.int(3, 5), draw.int(3, 5), draw.int(3, 5), draw.int(1, 3)] as Five;
  const drawn = windows(draw);
  const filterSize = drawn.dimRoundingMode === 'ceil' ? 3 : draw.int(2, 3);
  const attributes = { ...drawn, filterSize, dataFormat: 'NDHWC' };
  const { strides, pad, dimRoundingMode } = attributes;
  const { outShape } = backend_util.computePool3DInfo(x, filterSize, strides, 1, pad, dimRoundingMode);
  return { x, y: outShape, attributes };
}

/** Whole numbers from a small range: windows often have two equal maxima. */
const withTies = (draw: Draw, shape: readonly number[]): TestTensor => {
  const drawn = draw.floats(shape, { low: 0, high: 4 });
  return { ...drawn, values: drawn.values.map(Math.floor) };
};

/** Gradients see the pooled output too: the true one, since rows may use it. */
function pooled(
  { shape, values }: TestTensor,
  y: readonly number[],
  attributes: ReturnType<typeof windows>,
): TestTensor {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  const info = backend_util.computePool2DInfo([...shape] as Four, filterSize, strides, 1, pad, dimRoundingMode);
  const [n, outH, outW, c] = info.outShape;
  const output = new Float32Array(n * outH * outW * c);
  output.forEach((_, i) => {
    const [channel, column] = [i % c, Math.floor(i / c) % outW];
    const row = Math.floor(i / (c * outW)) % outH;
    const image = Math.floor(i / (c * outW * outH));
    let highest = -Infinity;
    for (let dy = 0; dy < info.filterHeight; dy++) {
      for (let dx = 0; dx < info.filterWidth; dx++) {
        const h = row * info.strideHeight - info.padInfo.top + dy;
        const w = column * info.strideWidth - info.padInfo.left + dx;
        if (h < 0 || w < 0 || h >= info.inHeight || w >= info.inWidth) continue;
        highest = Math.max(highest, values[((image * info.inHeight + h) * info.inWidth + w) * c + channel] as number);
      }
    }
    output[i] = highest;
  });
  return { shape: y, dtype: 'float32', values: output };
}

export const poolingCases: KernelCases = {
  AvgPool: withCall((draw) => {
    const { x, attributes } = pooling(draw);
    return { inputs: { x: draw.tensor(x) }, attributes };
  }),
  AvgPoolGrad: withCall((draw) => {
    // tfjs does not tell gradients how the number of windows was rounded.
    const { x, y, attributes } = pooling(draw, [undefined]);
    return { inputs: { dy: draw.tensor(y), input: draw.tensor(x) }, attributes };
  }),
  AvgPool3D: withCall((draw) => {
    const { x, attributes } = pooling3d(draw);
    return { inputs: { x: draw.tensor(x) }, attributes };
  }),
  AvgPool3DGrad: withCall((draw) => {
    const { x, y, attributes } = pooling3d(draw);
    return { inputs: { dy: draw.tensor(y), input: draw.tensor(x) }, attributes };
  }),
  MaxPool: withCall((draw) => {
    const { x, attributes } = pooling(draw);
    return { inputs: { x: draw.tensor(x) }, attributes };
  }),
  MaxPoolGrad: withCall((draw) => {
    // tfjs does not tell gradients how the number of windows was rounded.
    const { x, y, attributes } = pooling(draw, [undefined]);
    const input = withTies(draw, x);
    return { inputs: { dy: draw.tensor(y), input, output: pooled(input, y, attributes) }, attributes };
  }),
  MaxPool3D: withCall((draw) => {
    const { x, attributes } = pooling3d(draw);
    return { inputs: { x: draw.tensor(x) }, attributes };
  }),
  MaxPool3DGrad: withCall((draw) => {
    const { x, y, attributes } = pooling3d(draw);
    return { inputs: { dy: draw.tensor(y), input: draw.tensor(x), output: draw.tensor(y) }, attributes };
  }),
  MaxPoolWithArgmax: withCall((draw) => {
    const { x, attributes } = pooling(draw);
    const { filterSize, strides } = attributes;
    const pad = draw.pick(['valid', 'same'] as const);
    return {
      inputs: { x: withTies(draw, x) },
      attributes: { filterSize, strides, pad, includeBatchInIndex: draw.coin() },
    };
  }),
};
