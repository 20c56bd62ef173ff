import ndarray, { type NdArray } from 'ndarray';
import type { SampleData, Split, TargetData } from './data.js';

/** Below this many elements a row, a plain loop is faster than making a view for each row (measured on Node 20). */
const viewPaysFrom = 32;

/**
 * Copies the rows indices[from] .. indices[from + count - 1] of `split`, one after the other, to the start of `xOut`
 * and `yOut`. What lies behind them stays as it is. Called once a training step.
 */
export function gatherBatch(
  split: Split,
  indices: Uint32Array,
  from: number,
  count: number,
  xOut: SampleData,
  yOut: TargetData,
): void {
  gatherRows(split.x, indices, from, count, xOut);
  gatherRows(split.y, indices, from, count, yOut);
}

function gatherRows(
  rows: NdArray<SampleData> | NdArray<TargetData>,
  indices: Uint32Array,
  from: number,
  count: number,
  out: SampleData | TargetData,
): void {
  const { data, offset } = rows;
  const width = rows.stride[0] ?? 1;
  if (width >= viewPaysFrom) {
    for (let i = 0; i < count; i++) {
      const start = offset + (indices[from + i] as number) * width;
      out.set(data.subarray(start, start + width), i * width);
    }
    return;
  }
  for (let i = 0, to = 0; i < count; i++) {
    const start = offset + (indices[from + i] as number) * width;
    for (let k = 0; k < width; k++) out[to++] = data[start + k] as number;
  }
}

/** Rows from .. from + count - 1 as a view: its `data` are exactly these rows, nothing is copied. */
export function sliceRows(split: Split, from: number, count: number): Split {
  return { x: slice(split.x, from, count), y: slice(split.y, from, count) };
}

function slice<D extends SampleData | TargetData>(rows: NdArray<D>, from: number, count: number): NdArray<D> {
  const width = rows.stride[0] ?? 1;
  const start = rows.offset + from * width;
  // `subarray` keeps the class of the array; TypeScript gives its union for a generic one.
  return ndarray(rows.data.subarray(start, start + count * width) as D, [count, ...rows.shape.slice(1)]);
}
