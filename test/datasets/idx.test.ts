import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type IdxOptions, idx } from '../../datasets/index.js';
import { idxBytes } from '../load/idx-bytes.js';
import { temporaryFiles } from '../load/temporary-files.js';

/** 20 images of 3 x 2 whose pixels are all 10 times the label, with labels 1, 3 and 5 in turn. */
const labels = Uint8Array.from({ length: 20 }, (_, i) => 1 + 2 * (i % 3));
const pixels = Uint8Array.from({ length: 120 }, (_, i) => 10 * (labels[Math.floor(i / 6)] ?? 0));

async function load(options: Partial<IdxOptions> = {}, files: Record<string, Uint8Array> = {}) {
  const folder = await temporaryFiles({
    images: gzipSync(idxBytes(0x08, [20, 3, 2], pixels)),
    labels: idxBytes(0x08, [20], labels),
    ...files,
  });
  const inFolder = Object.entries(options).map(([key, value]) => [
    key,
    key.startsWith('test') && typeof value === 'string' ? path.join(folder, value) : value,
  ]);
  return idx({
    images: path.join(folder, 'images'),
    labels: path.join(folder, 'labels'),
    ...Object.fromEntries(inFolder),
  }).load();
}

describe('idx', () => {
  it('takes the labels that occur for classes, and cuts all splits from one file', async () => {
    const { task, train, validation, test } = await load();
    expect(task).toEqual({ kind: 'classification', inputShape: [3, 2, 1], classes: ['1', '3', '5'] });
    expect([train, validation, test].map(({ y }) => y.shape[0])).toEqual([12, 4, 4]);
    for (const { x, y } of [train, validation, test]) {
      for (const [i, label] of y.data.entries()) expect(x.get(i, 2, 1, 0)).toBe(10 * (1 + 2 * label));
    }
  });

  it('uses named classes and a test part of its own, in file order when told to', async () => {
    const classes = ['a', 'b', 'c', 'd', 'e', 'f'];
    const { task, train, test } = await load(
      { classes, testImages: 'images', testLabels: 'labels', shuffle: false, validation: 2 },
      {},
    );
    expect(task).toMatchObject({ classes });
    expect([...train.y.data]).toEqual([...labels.subarray(0, 18)]);
    expect([...test.y.data]).toEqual([...labels]);
  });

  it('reads real-valued features and standardises each', async () => {
    const reals = Buffer.alloc(20 * 2 * 4);
    for (let i = 0; i < 20; i++) {
      reals.writeFloatBE(i < 10 ? -1 : 1, i * 8);
      reals.writeFloatBE(0.5, i * 8 + 4);
    }
    const images = { images: idxBytes(0x0d, [20, 2], reals) };
    const { task, inputTransform } = await load({ train: 18, validation: 1, test: 1, shuffle: false }, images);
    expect(task).toMatchObject({ inputShape: [2] });
    const mean = (-10 + 8) / 18;
    expect(inputTransform).toEqual({
      kind: 'standardise',
      mean: [expect.closeTo(mean, 9), 0.5],
      std: [expect.closeTo(Math.sqrt(1 - mean ** 2), 9), 1],
    });
    await expect(load({ normalisation: 'unit' }, images)).rejects.toThrow("use 'standardise' or 'none'");
    await expect(
      load(
        { testImages: 'bytes', testLabels: 'labels' },
        { ...images, bytes: idxBytes(8, [20, 2], new Uint8Array(40)) },
      ),
    ).rejects.toThrow('give files of one data set');
  });

  it('offers other normalisations of bytes', async () => {
    expect((await load({ normalisation: 'unit' })).inputTransform).toEqual({
      kind: 'standardise',
      mean: [0],
      std: [255],
    });
    expect((await load({ normalisation: 'none' })).inputTransform).toEqual({ kind: 'identity' });
  });

  it('refuses one class only, labels that are no classes, and half a test part', async () => {
    const same = { labels: idxBytes(0x08, [20], new Uint8Array(20)) };
    await expect(load({}, same)).rejects.toThrow('there is only one class, 0; classification needs two or more');
    await expect(load({ classes: ['a', 'b'] })).rejects.toThrow('label 3 of sample 1 is not one of the classes 0 to 1');
    const real = Buffer.alloc(80);
    real.writeFloatBE(0.5, 4);
    await expect(load({}, { labels: idxBytes(0x0d, [20], real) })).rejects.toThrow(
      'expected whole numbers as labels, got 0.5',
    );
    expect(() => idx({ images: 'a', labels: 'b', testImages: 'c' })).toThrow(
      'needs both `testImages` and `testLabels`',
    );
  });
});
