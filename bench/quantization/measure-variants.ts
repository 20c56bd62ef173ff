import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { dump } from 'npyjs';
import { compareLatencies } from '../../pipeline/benchmark/compare-latencies.js';
import { measureCandidates } from '../../pipeline/benchmark/measure-candidates.js';
import type { Ratio } from '../../pipeline/benchmark/statistics/paired-ratio.js';
import type { LoadedData } from '../../pipeline/load/data.js';
import { type CalibrationMethodName, calibrationMethods } from '../../pipeline/quantize/calibration/methods.js';
import { trainingSamples } from '../../pipeline/quantize/calibration/study-samples.js';
import { quantizeModel } from '../../pipeline/quantize/quantize-model.js';
import { evaluateFile } from '../../pipeline/run/variants/evaluate-file.js';

export interface VariantRow {
  readonly variant: string;
  readonly bytes: number;
  /** Of the test split, in [0, 1]. */
  readonly accuracy: number;
  /** Median at batch 1, in ms. */
  readonly p50: number;
  /** Of that to the float32 model's. */
  readonly againstFloat: Ratio;
}

export interface VariantOptions {
  /** Where files are put. */
  readonly folder: string;
  /** Calibration samples. */
  readonly samples: number;
  /** Of each file's latency. */
  readonly seconds: number;
  /** A virtual environment with onnxruntime. */
  readonly peers: string | undefined;
}

/** All variants of a float32 model, and those of ONNX Runtime's own quantizer on the same calibration samples. */
export async function measureVariants(
  onnx: Uint8Array,
  data: LoadedData,
  options: VariantOptions,
): Promise<readonly VariantRow[]> {
  const files = new Map<string, string>();
  const put = async (variant: string, bytes: Uint8Array) => {
    const file = join(options.folder, `${variant.replaceAll(' ', '-')}.onnx`);
    await writeFile(file, bytes);
    files.set(variant, file);
    return file;
  };
  const float = await put('fp32', onnx);
  const calibration = trainingSamples(data, options.samples, 1);
  const methods = Object.keys(calibrationMethods) as CalibrationMethodName[];
  for (const method of methods) {
    await put(
      `int8-static ${method}`,
      (await quantizeModel(onnx, { variant: 'int8-static', calibration, method })).onnx,
    );
  }
  for (const variant of ['int8-dynamic', 'float16'] as const) {
    await put(variant, (await quantizeModel(onnx, { variant })).onnx);
  }
  if (options.peers) {
    const samples = join(options.folder, 'calibration.npy');
    await writeFile(samples, new Uint8Array(dump(calibration.x, [options.samples, ...calibration.shape])));
    for (const method of ['MinMax', 'Percentile', 'Entropy']) {
      const file = join(options.folder, `python-${method}.onnx`);
      await execa(join(options.peers, 'bin', 'python'), ['-W', 'ignore', peerScript, float, file, samples, method]);
      files.set(`onnxruntime.quantization ${method}`, file);
    }
  }
  const timed = await measureCandidates(
    [...files.values()].map((file) => ({ file })),
    { batchSizes: [], rounds: 6, seconds: options.seconds },
  );
  const [first] = timed;
  if (!first || 'error' in first) throw first?.error ?? new Error('the float32 model was not measured');
  const reference = first.measurement.latency;
  const rows: VariantRow[] = [];
  for (const [i, [variant, file]] of [...files].entries()) {
    const result = timed[i];
    if (!result || 'error' in result) throw result?.error ?? new Error(`${variant} was not measured`);
    const { score: accuracy } = await evaluateFile(await readFile(file), data.test, data, {
      normalisation: 'included',
    });
    const { latency } = result.measurement;
    const againstFloat = compareLatencies(latency, reference);
    if (!againstFloat) throw new Error(`${variant} has no median`);
    rows.push({ variant, bytes: result.bytes, accuracy, p50: latency.p50, againstFloat });
  }
  return rows;
}

const peerScript = fileURLToPath(new URL('../peers/onnxruntime_quantization.py', import.meta.url));
