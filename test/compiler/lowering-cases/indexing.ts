import type { Draw } from './draw.js';
import { type KernelCases, type TestTensor, withCall } from './kernel-case.js';

/** Positions in the first dimensions of `shape`, no two alike: [count, depth]. */
function distinctPositions(draw: Draw, shape: readonly number[], depth: number): TestTensor {
  const leading = shape.slice(0, depth);
  const size = leading.reduce((product, dim) => product * dim, 1);
  const chosen = draw.permutation(size).slice(0, draw.int(1, size));
  const rows = chosen.flatMap((flat) => {
    const position: number[] = [];
    let rest = flat;
    for (const dim of [...leading].reverse()) {
      position.unshift(rest % dim);
      rest = Math.floor(rest / dim);
    }
    return position;
  });
  return { shape: [chosen.length, depth], dtype: 'int32', values: Int32Array.from(rows) };
}

export const indexingCases: KernelCases = {
  Bincount: withCall((draw) => {
    const count = draw.int(1, 9);
    const weights = draw.coin() ? draw.floats([count]) : draw.floats([0]);
    return { inputs: { x: draw.indices([count], 6), weights }, attributes: { size: 4 } };
  }),
  DenseBincount: withCall((draw) => {
    const shape = draw.shape(1, 2);
    const binaryOutput = draw.coin();
    const weights = draw.coin() ? draw.floats(shape) : draw.floats([0]);
    return { inputs: { x: draw.indices(shape, 6), weights }, attributes: { size: 4, binaryOutput } };
  }),
  GatherNd: withCall((draw) => {
    const shape = draw.shape(2);
    const depth = draw.int(1, shape.length);
    return { inputs: { params: draw.tensor(shape), indices: distinctPositions(draw, shape, depth) } };
  }),
  GatherV2: withCall((draw) => {
    const shape = draw.shape(2);
    const batchDims = draw.int(0, 1);
    const axis = draw.int(batchDims, shape.length - 1);
    const indices = draw.indices([...shape.slice(0, batchDims), ...draw.shape(1, 2)], shape[axis] as number);
    return { inputs: { x: draw.tensor(shape), indices }, attributes: { axis, batchDims } };
  }),
  OneHot: withCall((draw) => ({
    inputs: { indices: draw.tensor(draw.shape(1, 3), { low: -1, high: 5 }, 'int32') },
    attributes: { depth: 4, onValue: draw.pick([1, 3]), offValue: draw.pick([0, -1]), dtype: 'float32' },
  })),
  ScatterNd: withCall((draw) => {
    const shape = draw.shape(2);
    const depth = draw.int(1, shape.length);
    const count = draw.int(1, 5);
    // Positions may repeat: then the updates add up.
    const bound = Math.min(...shape);
    return {
      inputs: { indices: draw.indices([count, depth], bound), updates: draw.tensor([count, ...shape.slice(depth)]) },
      attributes: { shape },
    };
  }),
  SearchSorted: withCall((draw) => {
    const [batch, length, count] = draw.dims(3) as [number, number, number];
    const drawn = draw.tensor([batch, length]);
    const rows = Array.from({ length: batch }, (_, i) => drawn.values.slice(i * length, (i + 1) * length).sort());
    const values = drawn.values.slice();
    rows.forEach((row, i) => {
      values.set(row, i * length);
    });
    return {
      inputs: { sortedSequence: { ...drawn, values }, values: draw.tensor([batch, count]) },
      attributes: { side: draw.pick(['left', 'right']) },
    };
  }),
  SparseToDense: withCall((draw) => {
    const outputShape = draw.shape(1, 3);
    const sparseIndices = distinctPositions(draw, outputShape, outputShape.length);
    return {
      inputs: {
        sparseIndices,
        sparseValues: draw.tensor([sparseIndices.shape[0] as number]),
        defaultValue: draw.tensor([]),
      },
      attributes: { outputShape },
    };
  }),
  TensorScatterUpdate: withCall((draw) => {
    const shape = draw.shape(2);
    const depth = draw.int(1, shape.length);
    const indices = distinctPositions(draw, shape, depth);
    const updates = draw.tensor([indices.shape[0] as number, ...shape.slice(depth)]);
    return { inputs: { tensor: draw.tensor(shape), indices, updates }, attributes: {} };
  }),
  UnsortedSegmentSum: withCall((draw) => {
    const shape = draw.shape();
    const segmentIds = draw.tensor([shape[0] as number], { low: -1, high: 3 }, 'int32');
    return { inputs: { x: draw.tensor(shape), segmentIds }, attributes: { numSegments: 3 } };
  }),
};
