import { describe, expect, it } from 'vitest';
import { cifar10 } from '../../datasets/index.js';
import { temporaryFiles } from '../load/temporary-files.js';
import { classCounts } from './class-counts.js';

/** Records whose class is k modulo 10 and whose three planes are constant: k, k + 50 and k + 100. */
function batch(records: number): Buffer {
  return Buffer.concat(
    Array.from({ length: records }, (_, k) =>
      Buffer.concat([Buffer.of(k % 10), ...[0, 50, 100].map((add) => Buffer.alloc(1024, (k % 10) + add))]),
    ),
  );
}

describe('cifar10', () => {
  it.each([
    ['official names', { 'data_batch_1.bin': batch(20), 'data_batch_2.bin': batch(40), 'test_batch.bin': batch(10) }],
    ['any train and test names', { 'train_60.bin': batch(60), 'test_10.bin': batch(10), 'batches.meta.txt': 'cat' }],
  ])('%s', async (_, files) => {
    const data = await cifar10({ folder: await temporaryFiles(files) }).load();
    expect(data.train.x.shape).toEqual([50, 32, 32, 3]);
    expect(classCounts(data.train, 10)).toEqual(new Array(10).fill(5));
    expect(classCounts(data.validation, 10)).toEqual(new Array(10).fill(1));
    expect(data.test.y.shape).toEqual([10]);
    expect(data.task).toMatchObject({ inputShape: [32, 32, 3] });
    const label = data.train.y.get(3);
    expect([0, 1, 2].map((c) => data.train.x.get(3, 31, 17, c))).toEqual([label, label + 50, label + 100]);
    // Labels 0..9 equally often: mean 4.5, variance (100 - 1) / 12.
    const std = expect.closeTo(Math.sqrt(99 / 12), 9);
    expect(data.inputTransform).toEqual({ kind: 'standardise', mean: [4.5, 54.5, 104.5], std: [std, std, std] });
  });

  it('names what is missing or wrong', async () => {
    const load = async (files: Record<string, Uint8Array>) => cifar10({ folder: await temporaryFiles(files) }).load();
    await expect(load({ 'test_batch.bin': batch(1) })).rejects.toThrow('has no data_batch_*.bin or train*.bin; unpack');
    await expect(load({ 'train.bin': batch(1) })).rejects.toThrow('has no test_batch.bin or test*.bin; unpack');
    await expect(load({ 'train.bin': batch(2).subarray(1), 'test.bin': batch(1) })).rejects.toThrow(
      'train.bin: expected a multiple of 3073 bytes (1 label and 3 x 32 x 32 pixels a record), got 6,145',
    );
    await expect(cifar10({ folder: '/no/such' }).load()).rejects.toThrow('cifar10: /no/such cannot be read; unpack');
  });
});
