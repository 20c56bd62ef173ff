import {
  backend_util,
  type ConcatAttrs,
  type ExpandDimsAttrs,
  type MirrorPadAttrs,
  type PackAttrs,
  type PadV2Attrs,
  type ReshapeAttrs,
  type ReverseAttrs,
  type SliceAttrs,
  type SplitVAttrs,
  type StridedSliceAttrs,
  slice_util,
  type TileAttrs,
  type TransposeAttrs,
  type UnpackAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { makeValue, type Shape, sameShape, sizeOf, type Value } from '../graph/value.js';
import { inOrder, inStandardOrder, type Operand, operand, tensorShape } from './operand.js';
import { anything, input, layoutAware, onAll, standard } from './row.js';

/**
 * Reshaping an operand whose order differs needs its data moved first, unless only dimensions of size one come and
 * go (conv1d is a conv2d of height one): then the order carries over.
 */
export function reshaped(g: GraphBuilder, x: Operand, shape: Shape): Operand {
  const from = tensorShape(x);
  const large = (dims: Shape) => dims.map((_, i) => i).filter((i) => dims[i] !== 1);
  const before = large(from);
  const after = large(shape);
  const onlyOnes =
    before.length === after.length && before.every((axis, i) => from[axis] === shape[after[i] as number]);
  if (!x.order && x.value.source.kind === 'tensor') return operand(reshapedTensor(x.value, x.value.source, shape));
  if (!x.order || !onlyOnes) return operand(g.reshape(inStandardOrder(g, x), shape));
  const moved = x.order.filter((axis) => from[axis] !== 1).map((axis) => after[before.indexOf(axis)] as number);
  const ones = shape.map((_, i) => i).filter((i) => shape[i] === 1);
  const order = [...ones, ...moved];
  return operand(
    g.reshape(
      x.value,
      order.map((axis) => shape[axis] as number),
    ),
    order,
  );
}

/** Data that is known already gets its new shape at once. */
function reshapedTensor(x: Value, { tensor }: { readonly tensor: OrtTensor }, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  return makeValue(x.dtype, shape, { kind: 'tensor', tensor: tensor.reshape(shape) });
}

/** Per-dimension numbers, given as tfjs sees the dimensions, in the order the operand lies in. */
const along = (x: Operand, values: readonly number[]): readonly number[] =>
  x.order ? x.order.map((axis) => values[axis] as number) : values;

/** What tfjs's own argument parsers want to know of a tensor. */
const tensorInfo = (x: Operand) => ({ shape: [...tensorShape(x)], dtype: 'float32' as const, dataId: x.value });

const list = (inputs: Readonly<Record<string, Operand>>): Operand[] =>
  Object.keys(inputs)
    .sort((a, b) => Number(a) - Number(b))
    .map((name) => input(inputs, name));

function concatenated(g: GraphBuilder, operands: readonly Operand[], axis: number): Operand {
  backend_util.assertParamsConsistent(
    operands.map((x) => [...tensorShape(x)]),
    axis,
  );
  const nonEmpty = operands.filter(({ value }) => sizeOf(value.shape) > 0);
  const [first] = nonEmpty;
  if (!first) return emptyConcatenated(g, operands, axis);
  const { order } = first;
  const values = nonEmpty.map((x) => (order ? inOrder(g, x, order) : inStandardOrder(g, x)));
  // Where tfjs concatenates mixed types, the first one decides.
  const typed = values.map((value) => g.cast(value, first.value.dtype));
  return operand(g.concat(typed, order ? order.indexOf(axis) : axis), order);
}

function emptyConcatenated(g: GraphBuilder, operands: readonly Operand[], axis: number): Operand {
  const [first] = operands;
  if (!first) throw new Error('Concat needs an input');
  const shape = backend_util.computeOutShape(
    operands.map((x) => [...tensorShape(x)]),
    axis,
  );
  return operand(g.expand(g.scalar(0, first.value.dtype), shape));
}

function sliced(g: GraphBuilder, x: Operand, begin: readonly number[], size: readonly number[]): Operand {
  const ends = begin.map((start, i) => start + (size[i] as number));
  return operand(g.slice(x.value, along(x, begin), along(x, ends)), x.order);
}

/** tfjs's begin, end and strides with their bit masks, negative strides included. */
function stridedSlice(g: GraphBuilder, x: Value, attributes: StridedSliceAttrs): Value {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
  const info = slice_util.sliceInfo(
    [...x.shape],
    begin,
    end,
    strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
  const { finalShapeSparse, isIdentity, sliceDim0, isSimpleSlice, begin: from, end: to, strides: steps } = info;
  if (isIdentity) return g.reshape(x, info.finalShape);
  const backwards = steps.map((_, i) => i).filter((i) => (steps[i] as number) < 0);
  // Reading backwards from b to e is reading the reversed dimension forwards.
  const mirrored = g.reverse(x, backwards);
  const last = (i: number) => (x.shape[i] as number) - 1;
  const starts = from.map((start, i) => ((steps[i] as number) < 0 ? last(i) - start : start));
  const ends = to.map((stop, i) => ((steps[i] as number) < 0 ? last(i) - stop : stop));
  const result =
    sliceDim0 || isSimpleSlice ? g.slice(x, from, to) : g.slice(mirrored, starts, ends, steps.map(Math.abs));
  return g.reshape(
    result,
    finalShapeSparse.length === 0 && sizeOf(result.shape) === 0 ? result.shape : info.finalShape,
  );
}

/** Rows that move elements and never look at them. */
export const shapeRows = onAll(anything, {
  Concat: layoutAware<ConcatAttrs>(['Concat'], (g, inputs, { axis }) => {
    const operands = list(inputs);
    const rank = operands[0]?.value.shape.length ?? 0;
    return concatenated(g, operands, axis < 0 ? axis + rank : axis);
  }),
  ExpandDims: layoutAware<ExpandDimsAttrs>(['Reshape'], (g, inputs, { dim }) => {
    const x = input(inputs, 'input');
    const shape = [...tensorShape(x)];
    const rank = shape.length;
    util.assert(-(rank + 1) <= dim && dim <= rank, () => `Axis must be in [${-(rank + 1)}, ${rank}], got ${dim}`);
    shape.splice(dim < 0 ? dim + rank + 1 : dim, 0, 1);
    return reshaped(g, x, shape);
  }),
  MirrorPad: standard<MirrorPadAttrs>(['Slice', 'Concat', 'Pad'], (g, { x }, { paddings, mode }) => {
    const value = x as Value;
    const [before, after] = [paddings.map(([b]) => b), paddings.map(([, a]) => a)];
    if (mode === 'reflect') return g.pad(value, before, after, 0, 'reflect');
    // `symmetric` repeats the border element, which ONNX has no mode for: mirror slices are put beside the input.
    return paddings.reduce((padded, [b, a], axis) => {
      const size = padded.shape[axis] as number;
      const cut = (from: number, to: number) =>
        g.reverse(
          g.slice(
            padded,
            padded.shape.map((_, i) => (i === axis ? from : 0)),
            padded.shape.map((d, i) => (i === axis ? to : d)),
          ),
          [axis],
        );
      const parts = [...(b > 0 ? [cut(0, b)] : []), padded, ...(a > 0 ? [cut(size - a, size)] : [])];
      return g.concat(parts, axis);
    }, value);
  }),
  Pack: layoutAware<PackAttrs>(['Reshape', 'Concat'], (g, inputs, { axis }) => {
    const operands = list(inputs);
    const first = operands[0] as Operand;
    const raised = operands.map((x) => {
      const shape = [...tensorShape(x)];
      util.assertShapesMatch([...tensorShape(first)], shape, 'All tensors to stack: ');
      util.assert(x.value.dtype === first.value.dtype, () => 'All tensors to stack must have one dtype');
      shape.splice(axis < 0 ? axis + shape.length + 1 : axis, 0, 1);
      return { raised: reshaped(g, x, shape), axis: axis < 0 ? axis + shape.length : axis };
    });
    return concatenated(
      g,
      raised.map((item) => item.raised),
      raised[0]?.axis ?? 0,
    );
  }),
  PadV2: layoutAware<PadV2Attrs>(['Pad'], (g, inputs, { paddings, constantValue }) => {
    const x = input(inputs, 'x');
    const before = along(
      x,
      paddings.map(([b]) => b),
    );
    const after = along(
      x,
      paddings.map(([, a]) => a),
    );
    return operand(g.pad(x.value, before, after, constantValue), x.order);
  }),
  Reshape: layoutAware<ReshapeAttrs>(['Reshape'], (g, inputs, { shape }) => {
    const x = input(inputs, 'x');
    return reshaped(g, x, util.inferFromImplicitShape(shape, sizeOf(x.value.shape)));
  }),
  Reverse: layoutAware<ReverseAttrs>(['Slice'], (g, inputs, { dims }) => {
    const x = input(inputs, 'x');
    const axes = util.parseAxisParam(dims, [...x.value.shape]);
    return operand(
      g.reverse(
        x.value,
        axes.map((axis) => (x.order ? x.order.indexOf(axis) : axis)),
      ),
      x.order,
    );
  }),
  Slice: layoutAware<SliceAttrs>(['Slice'], (g, inputs, { begin, size }) => {
    const x = input(inputs, 'x');
    const info = tensorInfo(x);
    const [starts, sizes] = slice_util.parseSliceParams(info, begin, size) as [number[], number[]];
    slice_util.assertParamsValid(info, starts, sizes);
    return sliced(g, x, starts, sizes);
  }),
  SplitV: layoutAware<SplitVAttrs>(['Split'], (g, inputs, { numOrSizeSplits, axis }) => {
    const x = input(inputs, 'x');
    const info = tensorInfo(x);
    const along = util.parseAxisParam(axis, info.shape)[0] as number;
    const sizes = backend_util.prepareSplitSize(info, numOrSizeSplits, along);
    return g.split(x.value, x.order ? x.order.indexOf(along) : along, sizes).map((part) => operand(part, x.order));
  }),
  StridedSlice: standard<StridedSliceAttrs>(['Slice'], (g, { x }, attributes) =>
    stridedSlice(g, x as Value, attributes),
  ),
  Tile: layoutAware<TileAttrs>(['Tile'], (g, inputs, { reps }) => {
    const x = input(inputs, 'x');
    return operand(g.tile(x.value, along(x, reps)), x.order);
  }),
  // Only the order changes; data moves when someone needs another one.
  Transpose: layoutAware<TransposeAttrs>(['Transpose'], (_, inputs, { perm }) => {
    const x = input(inputs, 'x');
    const order = x.order ?? x.value.shape.map((_dim, i) => i);
    return operand(
      x.value,
      order.map((axis) => perm.indexOf(axis)),
    );
  }),
  Unpack: layoutAware<UnpackAttrs>(['Split', 'Reshape'], (g, inputs, { axis }) => {
    const x = input(inputs, 'value');
    const shape = tensorShape(x);
    const along = axis < 0 ? axis + shape.length : axis;
    const count = shape[along] as number;
    const rest = shape.filter((_, i) => i !== along);
    const parts = g.split(x.value, x.order ? x.order.indexOf(along) : along, Array(count).fill(1));
    return parts.map((part) => reshaped(g, operand(part, x.order), rest));
  }),
});
