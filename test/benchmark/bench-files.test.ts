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
    const session = { intraOpNumThreads: 1, interOpNumThreads: 1 };
    expect(result).toMatchObject({
      session,
      seconds: 0.1,
      percentile: 'p50',
      machine: { node: process.versions.node },
    });
    expect(result.candidates.map((candidate) => ['error' in candidate, candidate.file])).toEqual([
      [true, files[0]],
      [false, files[1]],
    ]);
    const small = result.candidates[1];
    expect(small).toMatchObject({
      group: 1,
      inspection: { parameters: 512, operations: { multiplyAdds: 512, weightBytes: 2048 } },
    });
    const roofline = small && 'roofline' in small ? small.roofline : undefined;
    expect(roofline?.roofShare).toBeGreaterThan(0);
    // Products of matrices that fit in a cache are faster than those of a vector, and no machine does 1e16 a second.
    expect(result.peaks?.flopsPerSecond).toBeGreaterThan(roofline?.flopsPerSecond ?? Number.NaN);
    expect(result.peaks?.flopsPerSecond).toBeLessThan(1e16);
    expect(result.peaks?.bandwidths.map(({ workingSet }) => workingSet / 2 ** 20)).toEqual([1.5, 6, 192]);
    const text = renderBenchTable(result);
    expect(text).toMatch(/^small\.onnx +\d/m);
    expect(text).toMatch(/none\.onnx` cannot be opened: there is no such file/);
  });
});
