import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import type { SampleData, Split, TargetData } from '../../pipeline/load/data.js';
import { gatherBatch, sliceRows } from '../../pipeline/load/gather-batch.js';

/** Cell k of sample i is i + k modulo 251; its target is i. */
function ramp(rows: number, shape: readonly number[], type: 'bytes' | 'reals'): Split {
  const width = shape.reduce((a, b) => a * b, 1);
  const cell = (_: unknown, at: number) => (Math.floor(at / width) + (at % width)) % 251;
  const length = rows * width;
  const data: SampleData = type === 'bytes' ? Uint8Array.from({ length }, cell) : Float32Array.from({ length }, cell);
  return {
    x: ndarray(data, [rows, ...shape]),
    y: ndarray<TargetData>(
      Int32Array.from({ length: rows }, (_, i) => i),
      [rows],
    ),
  };
}

// One shape on each side of the width from which rows are copied as views.
const shapes = fc.constantFrom([3], [5, 2], [8, 8, 1], [40]);
const types = fc.constantFrom('bytes' as const, 'reals' as const);

describe('gatherBatch', () => {
  it('copies the rows named and leaves the rest of the batch alone', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        shapes,
        types,
        fc.array(fc.nat(), { minLength: 1, maxLength: 30 }),
        fc.nat(),
        (rows, shape, type, picks, at) => {
          const split = ramp(rows, shape, type);
          const indices = Uint32Array.from(picks, (pick) => pick % rows);
          const from = at % indices.length;
          const count = indices.length - from;
          const width = split.x.size / rows;
          const size = (count + 1) * width;
          const x = type === 'bytes' ? new Uint8Array(size).fill(255) : new Float32Array(size).fill(255);
          const y = new Int32Array(count + 1).fill(-7);
          gatherBatch(split, indices, from, count, x, y);
          for (let i = 0; i < count; i++) {
            const row = indices[from + i] ?? 0;
            expect(y[i]).toBe(row);
            for (let k = 0; k < width; k++) expect(x[i * width + k]).toBe((row + k) % 251);
          }
          expect([...x.subarray(count * width)]).toEqual(new Array(width).fill(255));
          expect(y[count]).toBe(-7);
        },
      ),
    );
  });

  it('gathers from a view too', () => {
    const view = sliceRows(ramp(10, [2], 'reals'), 4, 3);
    const [x, y] = [new Float32Array(4), new Int32Array(2)];
    gatherBatch(view, Uint32Array.of(2, 0), 0, 2, x, y);
    expect([...x]).toEqual([6, 7, 4, 5]);
    expect([...y]).toEqual([6, 4]);
  });
});

describe('sliceRows', () => {
  it('is a view: the same memory, its data exactly the rows', () => {
    const split = ramp(10, [3], 'bytes');
    const { x, y } = sliceRows(split, 7, 3);
    expect(x.shape).toEqual([3, 3]);
    expect([...x.data]).toEqual([7, 8, 9, 8, 9, 10, 9, 10, 11]);
    expect([...y.data]).toEqual([7, 8, 9]);
    expect(x.data.buffer).toBe(split.x.data.buffer);
    expect(x.get(1, 2)).toBe(10);
  });
});
