import type { Draw } from './draw.js';
import { type KernelCases, type TestTensor, withCall } from './kernel-case.js';

const paddings = (draw: Draw, shape: readonly number[], most: (dim: number) => number) =>
  shape.map((dim) => [draw.int(0, most(dim)), draw.int(0, most(dim))]);

const slices = (draw: Draw, shape: readonly number[]) => {
  const begin = shape.map((dim) => draw.int(0, dim - 1));
  const size = shape.map((dim, i) => draw.int(1, dim - (begin[i] as number)));
  return { begin, size };
};

const numbered = (items: readonly TestTensor[]): Record<string, TestTensor> =>
  Object.fromEntries(items.map((item, i) => [String(i), item]));

export const shapeCases: KernelCases = {
  Concat: withCall((draw) => {
    const shape = draw.shape();
    const axis = draw.axis(shape);
    const items = Array.from({ length: draw.int(1, 3) }, () =>
      draw.tensor(shape.map((dim, i) => (i === axis ? draw.int(1, 4) : dim))),
    );
    return { inputs: numbered(items), attributes: { axis: draw.coin() ? axis : axis - shape.length } };
  }),
  ExpandDims: withCall((draw) => {
    const shape = draw.shape();
    return {
      inputs: { input: draw.tensor(shape) },
      attributes: { dim: draw.int(-shape.length - 1, shape.length) },
    };
  }),
  MirrorPad: withCall((draw) => {
    const shape = draw.shape();
    const mode = draw.pick(['reflect', 'symmetric']);
    const most = (dim: number) => (mode === 'reflect' ? dim - 1 : dim);
    return { inputs: { x: draw.tensor(shape) }, attributes: { mode, paddings: paddings(draw, shape, most) } };
  }),
  Pack: withCall((draw) => {
    const shape = draw.shape();
    const items = Array.from({ length: draw.int(1, 3) }, () => draw.tensor(shape));
    return { inputs: numbered(items), attributes: { axis: draw.int(0, shape.length) } };
  }),
  PadV2: withCall((draw) => {
    const shape = draw.shape();
    const attributes = { paddings: paddings(draw, shape, () => 2), constantValue: draw.pick([0, 1]) };
    return { inputs: { x: draw.tensor(shape) }, attributes };
  }),
  Reshape: withCall((draw) => {
    const shape = draw.shape();
    const size = shape.reduce((product, dim) => product * dim, 1);
    // Dimensions of size one come and go, two are merged, or everything is flattened.
    const merged = shape.length > 1 ? [(shape[0] as number) * (shape[1] as number), ...shape.slice(2)] : shape;
    const to = draw.pick([[...shape.filter((dim) => dim !== 1), 1], [1, ...shape], merged, [size], [1, size, 1]]);
    return { inputs: { x: draw.tensor(shape) }, attributes: { shape: to } };
  }),
  Reverse: withCall((draw) => {
    const shape = draw.shape();
    return { inputs: { x: draw.tensor(shape) }, attributes: { dims: draw.axes(shape) } };
  }),
  Slice: withCall((draw) => {
    const shape = draw.shape();
    return { inputs: { x: draw.tensor(shape) }, attributes: slices(draw, shape) };
  }),
  SplitV: withCall((draw) => {
    const shape = draw.shape();
    const axis = draw.axis(shape);
    const size = shape[axis] as number;
    const first = draw.int(1, size);
    const numOrSizeSplits = first === size ? 1 : [first, size - first];
    return { inputs: { x: draw.tensor(shape) }, attributes: { numOrSizeSplits, axis } };
  }),
  StridedSlice: withCall((draw) => {
    const shape = draw.shape();
    // The reference cannot do both, drop a dimension and stride along others.
    const dropping = draw.coin();
    const backwards = shape.map(() => !dropping && draw.coin());
    const strides = shape.map((_, i) => (dropping ? 1 : (backwards[i] ? -1 : 1) * draw.int(1, 2)));
    const begin = shape.map((dim, i) => (backwards[i] ? dim - 1 : draw.int(0, dim - 1)));
    const end = shape.map((dim, i) => (backwards[i] ? -dim - 1 : dim));
    const masks = { beginMask: 0, endMask: draw.pick([0, 1]), ellipsisMask: 0, newAxisMask: 0 };
    return {
      inputs: { x: draw.tensor(shape) },
      attributes: { begin, end, strides, ...masks, shrinkAxisMask: dropping ? 1 : 0 },
    };
  }),
  Tile: withCall((draw) => {
    const shape = draw.shape();
    return { inputs: { x: draw.tensor(shape) }, attributes: { reps: shape.map(() => draw.int(1, 2)) } };
  }),
  Transpose: withCall((draw) => {
    const shape = draw.shape();
    return { inputs: { x: draw.tensor(shape) }, attributes: { perm: draw.permutation(shape.length) } };
  }),
  Unpack: withCall((draw) => {
    const shape = draw.shape();
    return { inputs: { value: draw.tensor(shape) }, attributes: { axis: draw.axis(shape) } };
  }),
};
