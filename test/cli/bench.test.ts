import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeModel } from '../../pipeline/compiler/onnx-file/encode-model.js';
import { makeTensor } from '../../pipeline/compiler/onnx-file/make-tensor.js';
import { onnxDataType } from '../../pipeline/compiler/onnx-file/model.js';
import { manyTypes, matrixChain } from '../benchmark/small-models.js';
import { parseRows, runCli, temporaryFolder } from './run-cli.js';

let folder = '';
beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(join(folder, 'chain.onnx'), matrixChain(32, 3));
  await writeFile(join(folder, 'types.onnx'), manyTypes());
});

describe('ortune bench', { timeout: 60_000 }, () => {
  it('writes everything it knows of several models as JSON, CSV and a picture', async () => {
    await writeFile(
      join(folder, 'session.json'),
      JSON.stringify({ intraOpNumThreads: 1, graphOptimizationLevel: 'basic' }),
    );
    const { stdout, stderr, exitCode } = await runCli(
      [
        ...['bench', 'chain.onnx', 'types.onnx', '--dim', 'batch=4', '--seconds', '0.3', '--session', 'session.json'],
        ...['--no-arena', '--scenario', 'single-stream,server', '--rate-bound', '50', '--percentile', 'p90'],
        ...['--profile', '--json', '--csv', 'bench.csv', '--chart', 'bench.svg'],
      ],
      folder,
    );
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    const { candidates, session, peaks } = JSON.parse(stdout);
    expect(session).toEqual({ intraOpNumThreads: 1, graphOptimizationLevel: 'basic', enableCpuMemArena: false });
    expect(candidates).toHaveLength(2);
    const [chain, types] = candidates;
    expect(chain.measurement).toMatchObject({ batch: 4, throughput: [], server: { percentile: 'p90', bound: 50 } });
    expect(chain.measurement.server.requests).toBeGreaterThan(0);
    expect(chain.inspection).toMatchObject({ parameters: 3 * 1024, operations: { multiplyAdds: 4 * 3 * 1024 } });
    expect(chain.inspection.profile.nodes.map(({ operator }: { operator: string }) => operator)).toContain('MatMul');
    expect(types.measurement.latency.p50).toBeGreaterThan(0);
    expect([chain.group, types.group].sort()).toContain(1);
    // Large products of matrices are faster than four rows of 32, and no machine does 1e16 operations a second.
    expect(chain.roofline.roofShare).toBeGreaterThan(0);
    expect(peaks.flopsPerSecond).toBeGreaterThan(chain.roofline.flopsPerSecond);
    expect(peaks.flopsPerSecond).toBeLessThan(1e16);
    expect(peaks.bandwidths.map(({ workingSet }: { workingSet: number }) => workingSet / 2 ** 20)).toEqual([
      1.5, 6, 192,
    ]);

    const rows = parseRows(await readFile(join(folder, 'bench.csv'), 'utf8'));
    expect(rows.map(({ file, batch, parameters }) => [file, batch, parameters])).toEqual([
      ['chain.onnx', '4', '3072'],
      ['types.onnx', '4', '8'],
    ]);
    expect(await readFile(join(folder, 'bench.svg'), 'utf8')).toContain('chain.onnx');
  });

  it('prints tables, on inputs from a file, and names what it cannot measure', async () => {
    // Looks up a row of 3: random integers fit, 7 does not, and is refused by ONNX Runtime rather than replaced.
    const table = makeTensor('table', [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6));
    const { INT64, FLOAT } = onnxDataType;
    const graph = {
      name: 'lookup',
      nodes: [{ opType: 'Gather', inputs: ['table', 'ids'], outputs: ['y'], attributes: [] }],
      initializers: [table],
      inputs: [{ name: 'ids', elemType: INT64, shape: [null] }],
      outputs: [{ name: 'y', elemType: FLOAT, shape: [null, 2] }],
    };
    const lookup = encodeModel({ irVersion: 8, opsetImports: [{ domain: '', version: 17 }], graph });
    await writeFile(join(folder, 'lookup.onnx'), lookup);
    await writeFile(join(folder, 'good.json'), '{"ids": [2, 1, 2, 0, 1]}');
    await writeFile(join(folder, 'bad.json'), '{"ids": [7]}');
    const common = ['bench', 'lookup.onnx', '--seconds', '0.2', '--scenario', 'single-stream', '--profile'];

    const good = await runCli([...common, 'none.onnx', '--inputs', 'good.json'], folder);
    expect(good.stdout).toMatch(/^lookup\.onnx +\d/m);
    expect(good.stdout).toMatch(/^lookup\.onnx: its latency is that of a batch of 5$/m);
    expect(good.stdout).toMatch(/^Gather +1 +[\d.]+ +[\d.]+ %$/m);
    expect(good.stderr).toMatch(/^ortune: `none\.onnx` cannot be opened: there is no such file$/m);
    expect(good.exitCode).toBe(1);

    const bad = await runCli([...common, '--inputs', 'bad.json'], folder);
    expect(bad.stderr).toMatch(
      /^ortune: `lookup\.onnx` cannot be measured: it does not run on these inputs \(.*Gather/,
    );
    expect(bad).toMatchObject({ exitCode: 1, stdout: '' });
  });

  it.each([
    [['--scenario', 'server'], /--scenario server needs --rate-bound/],
    [['--session', 'none.json'], /`none\.json` gives no session options/],
    [['--inputs', 'chain.onnx'], /`chain\.onnx` gives no inputs: it must be a \.npz file, a \.json file, or a folder/],
  ])('refuses %j', async (options, message) => {
    const { stdout, stderr, exitCode } = await runCli(['bench', 'chain.onnx', ...options], folder);
    expect(stderr).toMatch(message);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  });
});
