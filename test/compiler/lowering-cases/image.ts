import { backend_util } from '@tensorflow/tfjs-core';
import type { Draw } from './draw.js';
import { type KernelCases, withCall } from './kernel-case.js';

type Four = [number, number, number, number];

const image = (draw: Draw, batch = draw.int(1, 3)): Four => [batch, draw.int(3, 6), draw.int(3, 6), draw.int(1, 4)];

/** Sizes up, down and as they are; the two options exclude each other. */
function resizing(draw: Draw) {
  const options = draw.pick([
    { alignCorners: false, halfPixelCenters: false },
    { alignCorners: true, halfPixelCenters: false },
    { alignCorners: false, halfPixelCenters: true },
  ]);
  return { ...options, size: [draw.int(1, 12), draw.int(1, 12)] as [number, number] };
}

function dilation(draw: Draw) {
  const x = image(draw);
  const filter = [draw.int(1, 3), draw.int(1, 3), x[3]] as [number, number, number];
  const attributes = { strides: draw.int(1, 2), pad: draw.pick(['valid', 'same'] as const), dilations: 1 };
  const { strides, pad, dilations } = attributes;
  const { outShape } = backend_util.computeDilation2DInfo(x, filter, strides, pad, 'NHWC', dilations);
  return { x, filter, y: outShape, attributes };
}

const normalising = { depthRadius: 2, bias: 1, alpha: 0.5, beta: 0.75 };

export const imageCases: KernelCases = {
  BatchToSpaceND: withCall((draw) => {
    const [h, w, c] = draw.dims(3) as [number, number, number];
    const crops = [
      [draw.int(0, 1), 0],
      [0, draw.int(0, 1)],
    ];
    return { inputs: { x: draw.tensor([8, h, w, c]) }, attributes: { blockShape: [2, 2], crops } };
  }),
  CropAndResize: withCall((draw) => {
    const [n, h, w, c] = image(draw);
    const boxes = draw.int(1, 3);
    return {
      inputs: {
        image: draw.tensor([n, h, w, c]),
        boxes: draw.floats([boxes, 4], { low: -0.1, high: 1.1 }),
        boxInd: draw.indices([boxes], n),
      },
      attributes: {
        cropSize: [draw.int(1, 4), draw.int(1, 4)],
        method: draw.pick(['bilinear', 'nearest']),
        extrapolationValue: draw.pick([0, 7]),
      },
    };
  }),
  DepthToSpace: withCall((draw) => {
    const [n, h, w, c] = draw.dims(4) as Four;
    return { inputs: { x: draw.tensor([n, h, w, c * 4]) }, attributes: { blockSize: 2, dataFormat: 'NHWC' } };
  }),
  Dilation2D: withCall((draw) => {
    const { x, filter, attributes } = dilation(draw);
    return { inputs: { x: draw.tensor(x), filter: draw.tensor(filter) }, attributes };
  }),
  Dilation2DBackpropFilter: withCall((draw) => {
    const { x, filter, y, attributes } = dilation(draw);
    return { inputs: { x: draw.tensor(x), filter: draw.tensor(filter), dy: draw.tensor(y) }, attributes };
  }),
  Dilation2DBackpropInput: withCall((draw) => {
    const { x, filter, y, attributes } = dilation(draw);
    return { inputs: { x: draw.tensor(x), filter: draw.tensor(filter), dy: draw.tensor(y) }, attributes };
  }),
  FlipLeftRight: withCall((draw) => ({ inputs: { image: draw.tensor(image(draw)) } })),
  FusedBatchNorm: withCall((draw) => {
    const shape = draw.shape(2);
    const vector = () => draw.tensor([shape.at(-1) as number]);
    const variance = draw.tensor([shape.at(-1) as number], { low: 0.5, high: 2 });
    const optional = { ...(draw.coin() && { scale: vector() }), ...(draw.coin() && { offset: vector() }) };
    return {
      inputs: { x: draw.tensor(shape), mean: vector(), variance, ...optional },
      attributes: { varianceEpsilon: 0.001 },
    };
  }),
  LRN: withCall((draw) => ({ inputs: { x: draw.tensor(image(draw)) }, attributes: normalising })),
  LRNGrad: withCall((draw) => {
    const shape = image(draw);
    return {
      inputs: { x: draw.tensor(shape), y: draw.tensor(shape), dy: draw.tensor(shape) },
      attributes: normalising,
    };
  }),
  ResizeBilinear: withCall((draw) => ({ inputs: { images: draw.tensor(image(draw)) }, attributes: resizing(draw) })),
  // The reference forgets halfPixelCenters in gradients and swaps height and width in the shape it gives.
  ResizeBilinearGrad: withCall((draw) => {
    const [n, h, , c] = image(draw);
    const { alignCorners, size } = resizing(draw);
    return {
      inputs: { images: draw.tensor([n, h, h, c]), dy: draw.tensor([n, ...size, c]) },
      attributes: { alignCorners, halfPixelCenters: false, size },
    };
  }),
  ResizeNearestNeighbor: withCall((draw) => ({
    inputs: { images: draw.tensor(image(draw)) },
    attributes: resizing(draw),
  })),
  // The reference reads dy with the strides of the images: only right for one image.
  ResizeNearestNeighborGrad: withCall((draw) => {
    const [n, h, w, c] = image(draw, 1);
    const { alignCorners, size } = resizing(draw);
    return {
      inputs: { images: draw.tensor([n, h, w, c]), dy: draw.tensor([n, ...size, c]) },
      attributes: { alignCorners, halfPixelCenters: false, size },
    };
  }),
  RotateWithOffset: withCall((draw) => ({
    inputs: { image: draw.tensor(image(draw)) },
    attributes: {
      radians: draw.uniform({ low: -3, high: 3 }),
      fillValue: draw.pick([0, 5, [1, 2, 3]]),
      center: draw.pick([0.5, [0.25, 0.75]]),
    },
  })),
  SpaceToBatchND: withCall((draw) => {
    const [n, h, w, c] = draw.dims(4) as Four;
    const paddings = [
      [draw.int(0, 1) * 2, 0],
      [1, 1],
    ];
    return { inputs: { x: draw.tensor([n, 2 * h, 2 * w, c]) }, attributes: { blockShape: [2, 2], paddings } };
  }),
  // The reference returns after the first image of a batch.
  Transform: withCall((draw) => {
    const shape = image(draw, 1);
    const near = (to: number) => draw.uniform({ low: to - 0.3, high: to + 0.3 });
    const matrix = [near(1), near(0), near(0), near(0), near(1), near(0), near(0) / 10, near(0) / 10];
    return {
      inputs: {
        image: draw.tensor(shape, { low: 0, high: 9 }),
        transforms: { shape: [1, 8], dtype: 'float32', values: Float32Array.from(matrix) },
      },
      attributes: {
        interpolation: draw.dtype === 'int32' ? 'nearest' : draw.pick(['nearest', 'bilinear']),
        fillMode: draw.pick(['constant', 'reflect', 'wrap', 'nearest']),
        fillValue: 2,
        outputShape: draw.coin() ? [4, 5] : undefined,
      },
    };
  }),
};
