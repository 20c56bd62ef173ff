import { DatasetError } from '../errors.js';

/** The content of an IDX file: row-major, bytes as they are, integers as Int32, reals as Float32. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array | Int32Array | Float32Array;
}

interface ElementType {
  readonly bytes: number;
  decode(view: DataView, count: number): IdxArray['data'];
}

/**
 * Type codes and layout: LeCun, "The MNIST database", section "The IDX file format". Everything is big-endian:
 * 00 00, type code, number of dimensions, one uint32 per dimension, then the elements.
 */
const elementTypes: Readonly<Record<number, ElementType>> = {
  8: { bytes: 1, decode: (view, n) => new Uint8Array(view.buffer, view.byteOffset, n) },
  9: { bytes: 1, decode: (view, n) => Int32Array.from({ length: n }, (_, i) => view.getInt8(i)) },
  11: { bytes: 2, decode: (view, n) => Int32Array.from({ length: n }, (_, i) => view.getInt16(2 * i)) },
  12: { bytes: 4, decode: (view, n) => Int32Array.from({ length: n }, (_, i) => view.getInt32(4 * i)) },
  13: { bytes: 4, decode: (view, n) => Float32Array.from({ length: n }, (_, i) => view.getFloat32(4 * i)) },
  14: { bytes: 8, decode: (view, n) => Float32Array.from({ length: n }, (_, i) => view.getFloat64(8 * i)) },
};

/** @throws DatasetError when the magic number is not IDX's or the length is not what the header says. */
export function parseIdx(bytes: Uint8Array, file: string): IdxArray {
  const fail = (problem: string): never => {
    throw new DatasetError(`${file}: ${problem}`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) fail(`expected at least 4 bytes of IDX header, got ${bytes.length}; get the file again`);
  const rank = view.getUint8(3);
  const type = elementTypes[view.getUint8(2)];
  if (view.getUint16(0) !== 0 || !type || rank === 0) {
    const magic = Buffer.from(bytes.subarray(0, 4)).toString('hex');
    return fail(
      `this is not an IDX file: its magic number is 0x${magic}, expected 0x0000, a type code (08, 09, 0b, 0c, 0d or 0e) ` +
        'and the number of dimensions; name an IDX file, or read this one with the data set of its own format',
    );
  }
  const header = 4 + 4 * rank;
  if (bytes.length < header) fail(`expected ${header} bytes of IDX header, got ${bytes.length}; get the file again`);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const count = shape.reduce((product, size) => product * size, 1);
  const expected = header + count * type.bytes;
  if (bytes.length !== expected) {
    const state = bytes.length < expected ? 'truncated' : 'longer than its header says';
    fail(
      `expected ${grouped(expected)} bytes (header ${header}, ${shape.join(' x ')} elements of ${type.bytes}), ` +
        `got ${grouped(bytes.length)}: the file is ${state}; get it again`,
    );
  }
  const body = new DataView(bytes.buffer, bytes.byteOffset + header, count * type.bytes);
  return { shape, data: type.decode(body, count) };
}

const grouped = (n: number) => n.toLocaleString('en-US');
