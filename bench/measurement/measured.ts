import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LatencySummary } from '../../pipeline/benchmark/latency-summary.js';
import { measureCandidates } from '../../pipeline/benchmark/measure-candidates.js';
import type { MeasureOptions } from '../../pipeline/benchmark/measure-options.js';
import type { Measurement } from '../../pipeline/benchmark/measurement.js';
import { type Chain, encodeChain } from './models.js';

/** @returns its path */
export async function writeChain(folder: string, name: string, chain: Chain): Promise<string> {
  const file = join(folder, `${name.replaceAll(' ', '-')}.onnx`);
  await writeFile(file, encodeChain(chain));
  return file;
}

/** Latency only, in turns. @throws what keeps one from being measured */
export async function measured(files: readonly string[], options: MeasureOptions): Promise<readonly Measurement[]> {
  const results = await measureCandidates(
    files.map((file) => ({ file })),
    { batchSizes: [], ...options },
  );
  return results.map((result) => {
    if ('error' in result) throw result.error;
    return result.measurement;
  });
}

export async function latenciesOf(
  files: readonly string[],
  options: MeasureOptions,
): Promise<readonly LatencySummary[]> {
  return (await measured(files, options)).map(({ latency }) => latency);
}
