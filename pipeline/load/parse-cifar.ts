import { DatasetError } from '../errors.js';
import type { SampleSource } from './sample-source.js';

const side = 32;
const channels = 3;
const plane = side * side;
/** One label byte, then the red, green and blue planes, each 32 x 32, row-major. */
const record = 1 + channels * plane;

/**
 * CIFAR-10 batches in the official binary layout (Krizhevsky 2009, "binary version"), as images of shape [32, 32, 3].
 * @throws DatasetError when a file is not a whole number of records or holds a label above 9.
 */
export function parseCifar(files: readonly { readonly file: string; readonly bytes: Uint8Array }[]): SampleSource {
  const batches = files.map(({ file, bytes }) => {
    const count = bytes.length / record;
    if (count === 0 || !Number.isInteger(count)) {
      throw new DatasetError(
        `${file}: expected a multiple of ${record} bytes (1 label and 3 x 32 x 32 pixels a record), got ` +
          `${bytes.length.toLocaleString('en-US')}, which is ${Math.floor(count)} records and ${bytes.length % record} bytes; ` +
          'it is truncated or not the CIFAR-10 binary version: get it again',
      );
    }
    return { file, bytes, count };
  });
  const labels = new Int32Array(batches.reduce((sum, { count }) => sum + count, 0));
  const batchOf = new Uint16Array(labels.length);
  const offsetOf = new Uint32Array(labels.length);
  let row = 0;
  for (const [b, { file, bytes, count }] of batches.entries()) {
    for (let i = 0; i < count; i++, row++) {
      const label = bytes[i * record] ?? 0;
      if (label > 9) {
        throw new DatasetError(
          `${file}: record ${i} has label ${label}, expected 0 to 9; this is not the CIFAR-10 binary version`,
        );
      }
      labels[row] = label;
      batchOf[row] = b;
      offsetOf[row] = i * record + 1;
    }
  }
  return {
    from: files.map(({ file }) => file).join(', '),
    shape: [side, side, channels],
    element: 'uint8',
    labels,
    copy(wanted, out, at) {
      const bytes = batches[batchOf[wanted] as number]?.bytes as Uint8Array;
      const start = offsetOf[wanted] as number;
      for (let p = 0; p < plane; p++) {
        const to = at + p * channels;
        out[to] = bytes[start + p] as number;
        out[to + 1] = bytes[start + plane + p] as number;
        out[to + 2] = bytes[start + 2 * plane + p] as number;
      }
    },
  };
}
