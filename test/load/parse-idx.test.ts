import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatasetError } from '../../pipeline/errors.js';
import { parseIdx } from '../../pipeline/load/parse-idx.js';
import { idxBytes } from './idx-bytes.js';

const errorOf = (bytes: Uint8Array) => {
  try {
    parseIdx(bytes, 'digits.idx');
  } catch (error) {
    expect(error).toBeInstanceOf(DatasetError);
    return error instanceof Error ? error.message : '';
  }
  return 'no error';
};

describe('parseIdx', () => {
  it('gives bytes of any shape as they are', () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(shapes, fc.infiniteStream(fc.integer({ min: 0, max: 255 })), (shape, values) => {
        const count = shape.reduce((a, b) => a * b, 1);
        const elements = Uint8Array.from({ length: count }, () => values.next().value ?? 0);
        const { shape: got, data } = parseIdx(idxBytes(0x08, shape, elements), 'f');
        expect(got).toEqual(shape);
        expect(data).toEqual(elements);
      }),
    );
  });

  it('reads the other element types as big-endian numbers', () => {
    const view = new DataView(new ArrayBuffer(8));
    view.setInt16(0, -300);
    expect(parseIdx(idxBytes(0x0b, [1], new Uint8Array(view.buffer, 0, 2)), 'f').data).toEqual(Int32Array.of(-300));
    view.setInt32(0, -70_000);
    expect(parseIdx(idxBytes(0x0c, [1], new Uint8Array(view.buffer, 0, 4)), 'f').data).toEqual(Int32Array.of(-70_000));
    view.setFloat32(0, 0.25);
    expect(parseIdx(idxBytes(0x0d, [1, 1], new Uint8Array(view.buffer, 0, 4)), 'f').data).toEqual(
      Float32Array.of(0.25),
    );
    view.setFloat64(0, -1.5);
    expect(parseIdx(idxBytes(0x0e, [1], new Uint8Array(view.buffer)), 'f').data).toEqual(Float32Array.of(-1.5));
    expect(parseIdx(idxBytes(0x09, [2], Uint8Array.of(0xff, 1)), 'f').data).toEqual(Int32Array.of(-1, 1));
  });

  it('names file, expected and actual bytes of every truncation', () => {
    const whole = idxBytes(0x08, [3, 2, 2], new Uint8Array(12));
    for (let length = 16; length < whole.length; length++) {
      expect(errorOf(whole.subarray(0, length))).toBe(
        `digits.idx: expected 28 bytes (header 16, 3 x 2 x 2 elements of 1), got ${length}: the file is truncated; get it again`,
      );
    }
    expect(errorOf(whole.subarray(0, 9))).toBe(
      'digits.idx: expected 16 bytes of IDX header, got 9; get the file again',
    );
    expect(errorOf(whole.subarray(0, 0))).toMatch('expected at least 4 bytes of IDX header, got 0');
  });

  it('refuses trailing bytes and a wrong magic number', () => {
    expect(errorOf(Buffer.concat([idxBytes(0x08, [2], new Uint8Array(2)), Buffer.alloc(3)]))).toMatch(
      'expected 10 bytes (header 8, 2 elements of 1), got 13: the file is longer than its header says',
    );
    expect(errorOf(Buffer.from('\x89PNG\r\n', 'latin1'))).toMatch('not an IDX file: its magic number is 0x89504e47');
    expect(errorOf(idxBytes(0x0a, [1], new Uint8Array(1)))).toMatch('magic number is 0x00000a01');
  });
});
