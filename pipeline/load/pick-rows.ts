import ndarray, { type NdArray } from 'ndarray';
import type { SampleData, Split, TargetData } from './data.js';
import { gatherBatch } from './gather-batch.js';

/** These rows of a split, in this order, copied. */
export function pickRows(split: Split, rows: Uint32Array): Split {
  const x = emptyRows<SampleData>(split.x, rows.length, (size, like) =>
    like instanceof Uint8Array ? new Uint8Array(size) : new Float32Array(size),
  );
  const y = emptyRows<TargetData>(split.y, rows.length, (size, like) =>
    like instanceof Int32Array ? new Int32Array(size) : new Float32Array(size),
  );
  gatherBatch(split, rows, 0, rows.length, x.data, y.data);
  return { x, y };
}

function emptyRows<D extends SampleData | TargetData>(
  { data, shape }: NdArray<D>,
  count: number,
  make: (size: number, like: D) => D,
): NdArray<D> {
  const rest = shape.slice(1);
  return ndarray(
    make(
      rest.reduce((product, size) => product * size, count),
      data,
    ),
    [count, ...rest],
  );
}
