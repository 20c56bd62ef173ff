import {
  backend_util,
  type GatherV2Attrs,
  gather_util,
  type OneHotAttrs,
  type ScatterNdAttrs,
  type SparseToDenseAttrs,
  type Tensor,
  type UnsortedSegmentSumAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { type Dtype, sizeOf, type Value } from '../graph/value.js';
import { anything, floats, integers, numbers, on, type Row, standard } from './row.js';

const longs = (g: GraphBuilder, x: Value): Value => g.cast(x, 'int64');

/** tf.gather with `batchDims` leading dimensions shared by x and the indices. */
function gather(g: GraphBuilder, x: Value, indices: Value, axis: number, batchDims: number): Value {
  const { batchSize, outerSize, dimSize, sliceSize, outputShape } = backend_util.segment_util.collectGatherOpShapeInfo(
    tensorInfo(x) as Tensor,
    tensorInfo(indices) as Tensor,
    axis,
    batchDims,
  );
  refuseOutOfBounds(indices, dimSize);
  if (batchDims === 0) return g.gather(x, indices, axis);
  const count = sizeOf(indices.shape) / batchSize;
  const rows = g.transpose(g.reshape(x, [batchSize, outerSize, dimSize, sliceSize]), [0, 2, 1, 3]);
  const positions = g.reshape(longs(g, indices), [batchSize, count, 1]);
  const shape = [batchSize, count, outerSize, sliceSize];
  const [picked] = g.node('GatherND', [rows, positions], { batch_dims: { type: 'int', value: 1 } }, [
    { dtype: x.dtype, shape },
  ]);
  return g.reshape(g.transpose(picked as Value, [0, 2, 1, 3]), outputShape);
}

/** Where the indices are known already, what is wrong with them is said by the call that is wrong. */
function refuseOutOfBounds(indices: Value, size: number): void {
  if (indices.source.kind !== 'tensor') return;
  const wrong = (indices.source.tensor.data as Int32Array).find((index) => index < 0 || index >= size);
  if (wrong !== undefined) throw new Error(`GatherV2: the index value ${wrong} is not in [0, ${size - 1}]`);
}

/** What tfjs's own checks want to know of a tensor. */
const tensorInfo = (value: Value) => ({ shape: [...value.shape], dtype: 'int32' as const, dataId: value });

/**
 * `data` with `updates` put, or added, at `indices`. tfjs also takes one index as a scalar, indices of rank one for data
 * of rank one, and a single update for all of them; it checks that the shapes fit.
 */
function scattered(g: GraphBuilder, data: Value, indices: Value, updates: Value, reduction: 'none' | 'add'): Value {
  const shapes = backend_util.calculateShapes(tensorInfo(updates), tensorInfo(indices), [...data.shape]);
  const { sliceRank, numUpdates } = shapes;
  const rows = [numUpdates, ...data.shape.slice(sliceRank)];
  const positions = g.reshape(longs(g, indices), [numUpdates, sliceRank]);
  const given = sizeOf(updates.shape) === sizeOf(rows) ? g.reshape(updates, rows) : g.expand(updates, rows);
  return g.scatterNd(data, positions, given, reduction);
}

export const indexingRows = {
  GatherNd: on(
    anything,
    standard(['GatherND'], (g, { params, indices }) => {
      const [x, positions] = [params as Value, indices as Value];
      gather_util.prepareAndValidate(tensorInfo(x), tensorInfo(positions));
      return g.gatherNd(x, longs(g, positions));
    }),
  ),
  GatherV2: on(
    anything,
    standard<GatherV2Attrs>(['Gather', 'GatherND'], (g, { x, indices }, { axis, batchDims }) => {
      const [along] = util.parseAxisParam(axis, [...(x as Value).shape]) as [number];
      return gather(g, x as Value, g.cast(indices as Value, 'int32'), along, batchDims);
    }),
  ),
  // ONNX's OneHot wraps negative indices and lacks integer kernels; comparing with 0 .. depth-1 is what tfjs means.
  OneHot: on(
    integers,
    standard<OneHotAttrs>(['Equal', 'Cast', 'Where'], (g, { indices }, { depth, onValue, offValue, dtype }) => {
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
  ),
  ScatterNd: on(
    numbers,
    standard<ScatterNdAttrs>(['Expand', 'ScatterND'], (g, { indices, updates }, { shape }) => {
      const added = updates as Value;
      const dtype = added.dtype === 'bool' ? 'int32' : added.dtype;
      const zeros = g.expand(g.scalar(0, dtype), shape);
      return g.cast(scattered(g, zeros, indices as Value, g.cast(added, dtype), 'add'), added.dtype);
    }),
  ),
  SparseToDense: on(
    numbers,
    standard<SparseToDenseAttrs>(
      ['Expand', 'ScatterND'],
      (g, { sparseIndices, sparseValues, defaultValue }, { outputShape }) => {
        const values = sparseValues as Value;
        const background = g.expand(g.reshape(g.cast(defaultValue as Value, values.dtype), []), outputShape);
        return scattered(g, background, sparseIndices as Value, values, 'none');
      },
    ),
  ),
  TensorScatterUpdate: on(
    numbers,
    standard(['ScatterND'], (g, { tensor, indices, updates }) =>
      scattered(g, tensor as Value, indices as Value, updates as Value, 'none'),
    ),
  ),
  // The gradient of gather: rows of x are added up by segment.
  UnsortedSegmentSum: on(
    floats,
    standard<UnsortedSegmentSumAttrs>(
      ['GreaterOrEqual', 'Less', 'And', 'Where', 'ScatterND'],
      (g, { x, segmentIds }, { numSegments }) => {
        const [rows, ids] = [x as Value, segmentIds as Value];
        const zeros = g.expand(g.scalar(0, rows.dtype), [numSegments, ...rows.shape.slice(ids.shape.length)]);
        // Rows of segments that do not exist count for nothing.
        const known = g.compare(
          'And',
          g.compare('GreaterOrEqual', ids, g.scalar(0, ids.dtype)),
          g.compare('Less', ids, g.scalar(numSegments, ids.dtype)),
        );
        const mask = g.reshape(known, [...ids.shape, ...rows.shape.slice(ids.shape.length).map(() => 1)]);
        const targets = g.where(known, ids, g.scalar(0, ids.dtype));
        const added = g.where(mask, rows, g.scalar(0, rows.dtype));
        return g.scatterNd(zeros, g.reshape(longs(g, targets), [...ids.shape, 1]), added, 'add');
      },
    ),
  ),
} as const satisfies Record<string, Row>;
