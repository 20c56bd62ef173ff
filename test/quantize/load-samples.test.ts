import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import ndarray from 'ndarray';
import { dump } from 'npyjs';
import { afterAll, describe, expect, test } from 'vitest';
import { wine } from '../../datasets/index.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import type { LoadedData, Split } from '../../pipeline/load/data.js';
import { loadSamples } from '../../pipeline/quantize/calibration/load-samples.js';
import { parseNumpy } from '../../pipeline/quantize/calibration/parse-numpy.js';
import { normalised, trainingSamples } from '../../pipeline/quantize/calibration/study-samples.js';

const folder = mkdtempSync(join(tmpdir(), 'samples-'));
afterAll(() => rmSync(folder, { recursive: true }));

const npy = (values: Float32Array | Float64Array | Uint8Array | BigInt64Array, shape: number[]) =>
  new Uint8Array(dump(values, shape));
const six = npy(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]);

describe('NumPy files', () => {
  test('give rows as the file has them', () => {
    expect(parseNumpy(six, 'a.npy', [])).toEqual({ x: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2] });
    expect(parseNumpy(npy(Uint8Array.of(7, 255), [2, 1]), 'a.npy', []).x).toEqual(Uint8Array.of(7, 255));
    expect(parseNumpy(npy(Float64Array.of(0.5, 2), [2, 1]), 'a.npy', []).x).toEqual(Float32Array.of(0.5, 2));
    expect(parseNumpy(npy(BigInt64Array.of(3n, -4n), [1, 2]), 'a.npy', []).x).toEqual(Float32Array.of(3, -4));
  });

  test('an archive gives its only array, or the one that is called so', () => {
    const labels = npy(Uint8Array.of(0, 1, 2), [3]);
    expect(parseNumpy(zipSync({ 'anything.npy': six }), 'a.npz', ['x']).shape).toEqual([2]);
    expect(parseNumpy(zipSync({ 'y.npy': labels, 'x.npy': six }), 'a.npz', ['x']).shape).toEqual([2]);
  });

  test.each([
    [
      'two arrays of other names',
      zipSync({ 'a.npy': six, 'b.npy': six }),
      'a.npz',
      'it holds a, b; call the array of samples `x`',
    ],
    ['no archive', six, 'a.npz', 'it is no .npz archive, or a damaged one'],
    ['no array', Uint8Array.of(1, 2, 3), 'a.npy', 'it is no NumPy array, or a damaged one'],
    ['no rows', npy(new Float32Array(0), [0, 2]), 'a.npy', 'it has no rows'],
    ['one dimension', npy(Float32Array.of(1), [1]), 'a.npy', 'the first dimension must count samples'],
  ])('%s', (_, bytes, name, message) => {
    expect(() => parseNumpy(bytes, name, ['x'])).toThrow(`\`${name}\` gives no samples: `);
    expect(() => parseNumpy(bytes, name, ['x'])).toThrow(message);
  });

  test('are cut to the number asked for', async () => {
    writeFileSync(join(folder, 'six.npy'), six);
    expect(await loadSamples(join(folder, 'six.npy'), 2)).toEqual({ x: Float32Array.of(1, 2, 3, 4), shape: [2] });
    expect((await loadSamples(join(folder, 'six.npy'), 9)).x).toHaveLength(6);
  });

  test('other files are refused', async () => {
    await expect(loadSamples('a.csv', 9)).rejects.toThrow('`a.csv` gives no calibration samples');
    await expect(loadSamples(join(folder, 'none.npy'), 9)).rejects.toThrow('cannot read');
  });
});

describe('samples of a data set', () => {
  const split = (first: number, n: number): Split => ({
    x: ndarray(
      Float32Array.from({ length: n }, (_, i) => first + i),
      [n, 1],
    ),
    y: ndarray(new Int32Array(n), [n]),
  });
  const data: LoadedData = {
    name: 'numbers',
    task: { kind: 'classification', inputShape: [1], classes: ['a'] },
    train: split(0, 50),
    validation: split(1000, 50),
    test: split(2000, 50),
    inputTransform: { kind: 'identity' },
  };

  test('are drawn from the training split, none twice, and the same for the same seed', () => {
    const drawn = trainingSamples(data, 20, 1);
    expect(new Set(drawn.x).size).toBe(20);
    expect(Math.max(...drawn.x)).toBeLessThan(50);
    expect(trainingSamples(data, 20, 1)).toEqual(drawn);
    expect(trainingSamples(data, 20, 2)).not.toEqual(drawn);
    expect([...trainingSamples(data, 500, 1).x].sort((a, b) => a - b)).toEqual([...Array(50).keys()]);
  });

  test('of a study file are what its exported models take', async () => {
    const { x, shape } = await loadSamples('studies/wine.study.ts', 10);
    expect(shape).toEqual([13]);
    expect(x).toHaveLength(130);
    const { train } = await wine().load();
    const rows = new Set(Array.from({ length: train.x.shape[0] ?? 0 }, (_, i) => rowOf(train.x.data, i)));
    expect(Array.from({ length: 10 }, (_, i) => rows.has(rowOf(x, i)))).not.toContain(false);
  });

  test('are normalised for files that do not have it within', async () => {
    await (await openEngine('cpu')).activate();
    const inputTransform = { kind: 'standardise', mean: [1, 2], std: [2, 4] } as const;
    const task = { kind: 'classification', inputShape: [2], classes: ['a'] } as const;
    const samples = normalised({ ...data, task, inputTransform }, { x: Float32Array.of(3, 2, 1, 10), shape: [2] });
    expect(samples).toEqual({ x: Float32Array.of(1, 0, 0, 2), shape: [2] });
  });
});

const rowOf = (values: ArrayLike<number>, row: number) =>
  Array.from({ length: 13 }, (_, i) => values[13 * row + i]).join();
