import type { BroadCastToAttrs, FillAttrs, LinSpaceAttrs, RangeAttrs } from '@tensorflow/tfjs-core';
import type { Dtype, Value } from '../graph/value.js';
import { operand, tensorShape } from './operand.js';
import { input, layoutAware, type Row, standard } from './row.js';

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

export const creationRows = {
  BroadcastTo: standard<BroadCastToAttrs>(['Expand'], (g, { x }, { shape }) => g.expand(x as Value, shape)),
  Fill: standard<FillAttrs>(['Expand'], (g, _, { shape, value, dtype }) => {
    const wanted: Dtype = (dtype as Dtype | undefined) ?? 'float32';
    return g.expand(g.scalar(Number(value), wanted), shape);
  }),
  LinSpace: standard<LinSpaceAttrs>([], (g, _, { start, stop, num }) => {
    const step = num > 1 ? (stop - start) / (num - 1) : 0;
    return g.constant(
      Float32Array.from({ length: num }, (_item, i) => start + i * step),
      [num],
      'float32',
    );
  }),
  OnesLike: filledLike(1),
  Range: standard<RangeAttrs>([], (g, _, { start, stop, step, dtype }) => {
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
  ZerosLike: filledLike(0),
} as const satisfies Record<string, Row>;
