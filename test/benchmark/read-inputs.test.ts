import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { dump } from 'npyjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInputs } from '../../pipeline/benchmark/read-inputs.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-inputs-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('readInputs', () => {
  it('tells archives, JSON and folders of tensors apart', async () => {
    const npy = new Uint8Array(dump(Float32Array.of(1, 2), [1, 2]));
    await writeFile(join(folder, 'a.NPZ'), zipSync({ 'x.npy': npy }));
    await writeFile(join(folder, 'a.json'), '{"x": [[1, 2]]}');
    await mkdir(join(folder, 'set'));
    for (const name of ['input_10.pb', 'input_2.pb', 'output_0.pb']) {
      // dims 1, FLOAT, one float 2.
      await writeFile(join(folder, 'set', name), Uint8Array.of(8, 1, 16, 1, 34, 4, 0, 0, 0, 64));
    }
    const x = { name: 'x', dims: [1, 2] };
    expect(await readInputs(join(folder, 'a.NPZ'))).toEqual([{ ...x, type: 'float32', data: Float32Array.of(1, 2) }]);
    expect(await readInputs(join(folder, 'a.json'))).toEqual([{ ...x, values: [1, 2] }]);
    const tensors = await readInputs(join(folder, 'set'));
    expect(tensors.map(({ position }) => position).sort()).toEqual([10, 2]);
    expect(tensors[0]).toMatchObject({ name: '', dims: [1], type: 'float32', data: Float32Array.of(2) });
  });
});
