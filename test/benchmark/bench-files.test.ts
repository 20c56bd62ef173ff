import { afterAll, describe, expect, it } from 'vitest';
import { benchFiles } from '../../pipeline/benchmark/bench-files.js';
import { renderBenchTable } from '../../pipeline/benchmark/render-bench-table.js';
import { matrixChain, modelFolder } from './small-models.js';

const folder = modelFolder();
afterAll(folder.remove);

describe('benchFiles', { timeout: 20_000 }, () => {
  it('measures what it can, says on what machine, and keeps the order of the files', async () => {
    const files = [`${folder.path}/none.onnx`, folder.write('small.onnx', matrixChain(16, 2))];
    const result = await benchFiles(files, { seconds: 0.1, rounds: 1, batchSizes: [1] });
    expect(result).toMatchObject({ threads: 1, seconds: 0.1, machine: { node: process.versions.node } });
    expect(result.candidates.map((candidate) => ['error' in candidate, candidate.file])).toEqual([
      [true, files[0]],
      [false, files[1]],
    ]);
    const text = renderBenchTable(result);
    expect(text).toMatch(/^small\.onnx +\d/m);
    expect(text).toMatch(/none\.onnx` cannot be opened: there is no such file/);
  });
});
