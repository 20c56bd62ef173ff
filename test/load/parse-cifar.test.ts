import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DatasetError } from '../../pipeline/errors.js';
import { parseCifar } from '../../pipeline/load/parse-cifar.js';
import { randomStream } from '../../pipeline/random/random-stream.js';

const record = 3073;

/** A file of random labels and pixels. */
function randomFile(records: number, seed: number): Uint8Array {
  const random = randomStream(seed);
  return Uint8Array.from({ length: records * record }, (_, i) => random.below(i % record === 0 ? 10 : 256));
}

it('puts plane c, row i, column j of record n at [n, i, j, c], across files', () => {
  const batches = [randomFile(2, 1), randomFile(3, 2)];
  const source = parseCifar(batches.map((bytes, i) => ({ file: `${i}.bin`, bytes })));
  const all = Buffer.concat(batches);
  expect([...source.labels]).toEqual([0, 1, 2, 3, 4].map((n) => all[n * record]));
  expect(source.shape).toEqual([32, 32, 3]);
  const out = new Uint8Array(2 * 3072);
  const index = fc.integer({ min: 0, max: 31 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4 }), index, index, fc.integer({ min: 0, max: 2 }), (n, i, j, c) => {
      source.copy(n, out, 3072);
      expect(out[3072 + (i * 32 + j) * 3 + c]).toBe(all[n * record + 1 + c * 1024 + i * 32 + j]);
    }),
  );
});

it('refuses files that are not whole records and labels above 9', () => {
  const bytes = randomFile(2, 3);
  expect(() => parseCifar([{ file: 'data_batch_1.bin', bytes: bytes.subarray(0, 5000) }])).toThrow(
    new DatasetError(
      'data_batch_1.bin: expected a multiple of 3073 bytes (1 label and 3 x 32 x 32 pixels a record), got 5,000, which is 1 records ' +
        'and 1927 bytes; it is truncated or not the CIFAR-10 binary version: get it again',
    ),
  );
  expect(() => parseCifar([{ file: 'empty.bin', bytes: new Uint8Array() }])).toThrow('empty.bin: expected a multiple');
  bytes[record] = 10;
  expect(() => parseCifar([{ file: 'a.bin', bytes }])).toThrow('a.bin: record 1 has label 10, expected 0 to 9');
});
