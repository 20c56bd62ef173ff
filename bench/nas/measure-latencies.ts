import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { measureCandidates } from '../../pipeline/benchmark/measure-candidates.js';
import { exportModel } from '../../pipeline/export/export-model.js';

/** Medians at batch 1 on one thread, ms, measured in turns. */
export async function measureLatencies(models: readonly LayersModel[], seconds: number): Promise<readonly number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ortune-nas-'));
  try {
    const candidates = [];
    for (const [i, model] of models.entries()) {
      const file = join(folder, `${i}.onnx`);
      await writeFile(file, await exportModel({ model, name: `network${i}` }));
      candidates.push({ file });
    }
    const results = await measureCandidates(candidates, { seconds, rounds: 3, batchSizes: [] });
    return results.map((result) => {
      if ('error' in result) throw result.error;
      return result.measurement.latency.p50;
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
