import type { BroadCastToAttrs, FillAttrs, LinSpaceAttrs, RangeAttrs } from '@tensorflow/tfjs-core';
import { type Dtype, sizeOf, type Value } from '../graph/value.js';
import { operand, tensorShape } from './operand.js';
import { anything, input, integers, layoutAware, numbers, on, type Row, standard } from './row.js';

const arrayOf = (dtype: Dtype, values: number[]) =>
  dtype === 'float32'
    ? Float32Array.from(values)
    : dtype === 'int32'
      ? Int32Array.from(values)
      : Uint8Array.from(values);

/** x's shape filled with one number, in standard order: nothing of x is read. */
const filledLike = (value: number): Row =>
  layoutAware(['Expand'], (g, inputs) => {
    const x = input(inputs, 'x');
    return operand(g.expand(g.scalar(value, x.value.dtype), tensorShape(x)));
  });

const counted = (count: number) => Int32Array.from({ length: count }, (_, i) => i);

export const creationRows = {
  /** The shape that two shapes broadcast to: where one says 1, the other decides. */
  BroadcastArgs: on(
    integers,
    standard(['Pad', 'Equal', 'Where'], (g, { s0, s1 }) => {
      const shapes = [s0 as Value, s1 as Value].map((shape) => g.cast(shape, 'int32'));
      const rank = Math.max(...shapes.map((shape) => sizeOf(shape.shape)));
      const [a, b] = shapes.map((shape) => g.pad(shape, [rank - sizeOf(shape.shape)], [0], 1)) as [Value, Value];
      return g.where(g.compare('Equal', a, g.scalar(1, 'int32')), b, a);
    }),
  ),
  BroadcastTo: on(
    anything,
    standard<BroadCastToAttrs>(['Expand'], (g, { x }, { shape }) => g.expand(x as Value, shape)),
  ),
  /** A tensor of any rank on the diagonal of one of twice the rank. */
  Diag: on(
    anything,
    standard(['Equal', 'Where'], (g, { x }) => {
      const { shape, dtype } = x as Value;
      const size = sizeOf(shape);
      const [rows, columns] = [
        g.constant(counted(size), [size, 1], 'int32'),
        g.constant(counted(size), [1, size], 'int32'),
      ];
      const numeric = dtype === 'bool' ? 'int32' : dtype;
      const flat = g.cast(g.reshape(x as Value, [1, size]), numeric);
      const square = g.where(g.compare('Equal', rows, columns), flat, g.scalar(0, numeric));
      return g.reshape(g.cast(square, dtype), [...shape, ...shape]);
    }),
  ),
  Fill: on(
    anything,
    standard<FillAttrs>(['Expand'], (g, _, { shape, value, dtype }) => {
      const wanted: Dtype = (dtype as Dtype | undefined) ?? 'float32';
      return g.expand(g.scalar(Number(value), wanted), shape);
    }),
  ),
  LinSpace: standard<LinSpaceAttrs>([], (g, _, { start, stop, num }) => {
    const step = num > 1 ? (stop - start) / (num - 1) : 0;
    return g.constant(
      Float32Array.from({ length: num }, (_item, i) => start + i * step),
      [num],
      'float32',
    );
  }),
  OnesLike: on(anything, filledLike(1)),
  Range: on(
    numbers,
    standard<RangeAttrs>([], (g, _, { start, stop, step, dtype }) => {
      const count =
        start === stop || (start < stop && step < 0) || (stop < start && step > 1)
          ? 0
          : Math.abs(Math.ceil((stop - start) / (stop < start && step === 1 ? -1 : step)));
      const by = stop < start && step === 1 ? -1 : step;
      return g.constant(
        arrayOf(
          dtype,
          Array.from({ length: count }, (_item, i) => start + i * by),
        ),
        [count],
        dtype,
      );
    }),
  ),
  ZerosLike: on(anything, filledLike(0)),
} as const satisfies Record<string, Row>;
