import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { dump } from 'npyjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ModelFamilyName, modelFamilies } from '../../models/registry.js';
import { openEngine } from '../../pipeline/compiler/open-engine.js';
import { exportModel } from '../../pipeline/export/export-model.js';
import type { Task } from '../../pipeline/load/data.js';
import { firstOutput } from '../../pipeline/quantize/compare-models.js';
import { quantizeModel } from '../../pipeline/quantize/quantize-model.js';
import { quantizationVariantNames } from '../../pipeline/quantize/variant-names.js';
import { largestGap, normals } from './model-kit.js';

/**
 * Variants of every model family in the checker and the reference evaluator of Python's onnx package.
 * `PEERS=<virtual environment> npx vitest run test/quantize/onnx-reference.test.ts` runs it.
 */
const peers = process.env.PEERS;
const task: Task = { kind: 'classification', inputShape: [8, 8, 3], classes: ['a', 'b', 'c'] };
const shape = task.inputShape;

describe.skipIf(!peers)('onnx', () => {
  let folder = '';
  const x = normals(4 * 192, 'reference');
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ortune-onnx-'));
    await writeFile(join(folder, 'x.npy'), new Uint8Array(dump(x, [4, ...shape])));
    await (await openEngine('cpu')).activate();
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each(Object.keys(modelFamilies) as ModelFamilyName[])('%s', { timeout: 120_000 }, async (name) => {
    const model = modelFamilies[name](task);
    const float = await exportModel({ model, name });
    model.dispose();
    const files: Uint8Array[] = [];
    for (const variant of quantizationVariantNames) {
      const options = variant === 'int8-static' ? { variant, calibration: { x, shape } } : { variant };
      files.push((await quantizeModel(float, options)).onnx);
    }
    const names = await Promise.all(
      files.map(async (onnx, i) => {
        await writeFile(join(folder, `${name}.${i}.onnx`), onnx);
        return `${name}.${i}.onnx`;
      }),
    );
    const script = fileURLToPath(new URL('check_model.py', import.meta.url));
    const { stdout } = await execa(join(peers ?? '', 'bin', 'python'), ['-W', 'ignore', script, folder, ...names]);
    const reference = JSON.parse(stdout) as number[][];
    for (const [i, onnx] of files.entries()) {
      const { values } = await firstOutput(onnx, { x, shape });
      const size = Math.max(...values.map(Math.abs));
      // A value half way between two steps goes one way here and the other way there.
      expect(largestGap(values, reference[i] ?? []) / size, quantizationVariantNames[i]).toBeLessThan(0.02);
    }
  });
});
