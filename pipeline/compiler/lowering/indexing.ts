import {
  backend_util,
  type GatherV2Attrs,
  type OneHotAttrs,
  type ScatterNdAttrs,
  type SparseToDenseAttrs,
  type UnsortedSegmentSumAttrs,
} from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { type Dtype, sizeOf, type Value } from '../graph/value.js';
import { type Row, standard } from './row.js';

const longs = (g: GraphBuilder, x: Value): Value => g.cast(x, 'int64');

/** tf.gather with `batchDims` leading dimensions shared by x and the indices. */
function gather(g: GraphBuilder, x: Value, indices: Value, axis: number, batchDims: number): Value {
  if (batchDims === 0) return g.gather(x, indices, axis);
  const [count] = x.shape as [number];
  // One batch dimension at a time: each slice gathers with its own indices.
  const each = (value: Value, i: number) =>
    g.reshape(
      g.slice(
        value,
        value.shape.map((_, d) => (d === 0 ? i : 0)),
        value.shape.map((size, d) => (d === 0 ? i + 1 : size)),
      ),
      value.shape.slice(1),
    );
  const parts = Array.from({ length: count }, (_, i) => {
    const part = gather(g, each(x, i), each(indices, i), axis - 1, batchDims - 1);
    return g.reshape(part, [1, ...part.shape]);
  });
  return g.concat(parts, 0);
}

/**
 * `data` with `updates` put, or added, at `indices`. tfjs also takes one index as a scalar, indices of rank one for data
 * of rank one, and a single update for all of them; it checks that the shapes fit.
 */
function scattered(g: GraphBuilder, data: Value, indices: Value, updates: Value, reduction: 'none' | 'add'): Value {
  const info = (value: Value) => ({ shape: [...value.shape], dtype: 'int32' as const, dataId: value });
  const shapes = backend_util.calculateShapes(info(updates), info(indices), [...data.shape]);
  const { sliceRank, numUpdates } = shapes;
  const rows = [numUpdates, ...data.shape.slice(sliceRank)];
  const positions = g.reshape(longs(g, indices), [numUpdates, sliceRank]);
  const given = sizeOf(updates.shape) === sizeOf(rows) ? g.reshape(updates, rows) : g.expand(updates, rows);
  return g.scatterNd(data, positions, given, reduction);
}

export const indexingRows = {
  GatherNd: standard(['GatherND'], (g, { params, indices }) => g.gatherNd(params as Value, longs(g, indices as Value))),
  GatherV2: standard<GatherV2Attrs>(['Gather'], (g, { x, indices }, { axis, batchDims }) => {
    const rank = (x as Value).shape.length;
    const along = axis < 0 ? axis + rank : axis;
    return gather(
      g,
      x as Value,
      g.cast(indices as Value, 'int32'),
      along,
      batchDims < 0 ? batchDims + (indices as Value).shape.length : batchDims,
    );
  }),
  // ONNX's OneHot wraps negative indices and lacks integer kernels; comparing with 0 .. depth-1 is what tfjs means.
  OneHot: standard<OneHotAttrs>(['Equal', 'Cast', 'Where'], (g, { indices }, { depth, onValue, offValue, dtype }) => {
    const positions = g.constant(
      Int32Array.from({ length: depth }, (_, i) => i),
      [depth],
      'int32',
    );
    const index = indices as Value;
    const hit = g.compare('Equal', g.reshape(index, [...index.shape, 1]), positions);
    const wanted = dtype as Dtype;
    if (onValue === 1 && offValue === 0) return g.cast(hit, wanted);
    const number = wanted === 'float32' ? 'float32' : 'int32';
    return g.cast(g.where(hit, g.scalar(onValue, number), g.scalar(offValue, number)), wanted);
  }),
  ScatterNd: standard<ScatterNdAttrs>(['Expand', 'ScatterND'], (g, { indices, updates }, { shape }) => {
    const added = updates as Value;
    const dtype = added.dtype === 'bool' ? 'int32' : added.dtype;
    const zeros = g.expand(g.scalar(0, dtype), shape);
    return g.cast(scattered(g, zeros, indices as Value, g.cast(added, dtype), 'add'), added.dtype);
  }),
  SparseToDense: standard<SparseToDenseAttrs>(
    ['Expand', 'ScatterND'],
    (g, { sparseIndices, sparseValues, defaultValue }, { outputShape }) => {
      const values = sparseValues as Value;
      const background = g.expand(g.reshape(g.cast(defaultValue as Value, values.dtype), []), outputShape);
      return scattered(g, background, sparseIndices as Value, values, 'none');
    },
  ),
  TensorScatterUpdate: standard(['ScatterND'], (g, { tensor, indices, updates }) =>
    scattered(g, tensor as Value, indices as Value, updates as Value, 'none'),
  ),
  // The gradient of gather: rows of x are added up by segment.
  UnsortedSegmentSum: standard<UnsortedSegmentSumAttrs>(['ScatterND'], (g, { x, segmentIds }, { numSegments }) => {
    const [rows, ids] = [x as Value, segmentIds as Value];
    const zeros = g.expand(g.scalar(0, rows.dtype), [numSegments, ...rows.shape.slice(ids.shape.length)]);
    return g.scatterNd(zeros, g.reshape(longs(g, ids), [...ids.shape, 1]), rows, 'add');
  }),
} as const satisfies Record<string, Row>;
