import { readFile } from 'node:fs/promises';
import { compareLatencies } from '../../benchmark/compare-latencies.js';
import { measureCandidates } from '../../benchmark/measure-candidates.js';
import { type ExitCode, exitCodes, ModelFileError, UsageError } from '../../errors.js';
import type { ActivationType } from '../../quantize/affine-quantization.js';
import { loadSamples } from '../../quantize/calibration/load-samples.js';
import type { CalibrationMethodName } from '../../quantize/calibration/methods.js';
import type { Samples } from '../../quantize/calibration/samples.js';
import { compareModels } from '../../quantize/compare-models.js';
import { exampleSamples } from '../../quantize/example-samples.js';
import { type QuantizeOptions, quantizeModel } from '../../quantize/quantize-model.js';
import type { QuantizationVariant } from '../../quantize/variant-names.js';
import { quantizationVariants } from '../../quantize/variants.js';
import { writeFileOrExplain } from '../../report/write-file-or-explain.js';
import { interruptSignal } from './interrupt-signal.js';
import { type QuantizationReport, renderQuantization } from './render-quantization.js';

export interface QuantizeCommandOptions {
  readonly variant: QuantizationVariant;
  readonly calibration?: string;
  readonly samples: number;
  readonly method?: CalibrationMethodName;
  readonly activations?: ActivationType;
  readonly out?: string;
  readonly json?: boolean;
}

/** `ortune quantize`: writes a variant of an .onnx file and says how it compares. @throws OrtuneError */
export async function quantize(file: string, options: QuantizeCommandOptions): Promise<ExitCode> {
  const { variant, calibration, json } = options;
  const out = options.out ?? file.replace(/(\.onnx)?$/, `.${variant}.onnx`);
  if (out === file) throw new UsageError(`\`--out ${out}\` is the model itself: give another file`);
  const onnx = await readFile(file).catch((cause: Error) => {
    throw new ModelFileError(`cannot read \`${file}\`: ${cause.message}`, { cause });
  });
  const given = calibration === undefined ? undefined : await loadSamples(calibration, options.samples);
  const quantized = await quantizeModel(onnx, quantizeOptions(options, given));
  const difference = await compareModels(onnx, quantized.onnx, given ?? (await exampleSamples(onnx)));
  await writeFileOrExplain(out, quantized.onnx);
  const interrupt = interruptSignal(() => undefined);
  try {
    const report: QuantizationReport = {
      variant,
      before: { file, bytes: onnx.length },
      after: { file: out, bytes: quantized.onnx.length },
      quantized: quantized.quantized,
      kept: quantized.kept,
      comparedOn: given ? 'calibration samples' : 'random inputs',
      difference,
      latency: await medianLatencies(file, out, interrupt.signal),
    };
    process.stdout.write(json ? `${JSON.stringify(report)}\n` : renderQuantization(report));
    return interrupt.signal.aborted ? exitCodes.interrupted : exitCodes.done;
  } finally {
    interrupt.dispose();
  }
}

function quantizeOptions(options: QuantizeCommandOptions, calibration: Samples | undefined): QuantizeOptions {
  const { variant, method, activations } = options;
  if (variant !== 'int8-static') {
    const unused = Object.entries({ method, activations }).find(([, value]) => value !== undefined);
    if (unused) throw new UsageError(`\`--${unused[0]}\` is of int8-static; ${variant} has no calibration`);
    return { variant };
  }
  if (!calibration) {
    throw new UsageError(
      `${variant} needs samples to find the ranges of activations: \`--calibration data.npz\` or \`--calibration my.study.ts\` (${uncalibrated()} need none)`,
    );
  }
  return { variant, calibration, method, activations };
}

const uncalibrated = () =>
  Object.entries(quantizationVariants)
    .filter(([, { calibrated }]) => !calibrated)
    .map(([name]) => name)
    .join(' and ');

/** Milliseconds at batch 1, measured in turns; nothing where the measurement was interrupted. */
async function medianLatencies(
  before: string,
  after: string,
  signal: AbortSignal,
): Promise<QuantizationReport['latency']> {
  const [first, second] = await measureCandidates([{ file: before }, { file: after }], { batchSizes: [], signal });
  for (const result of [first, second]) if (result && 'error' in result && !signal.aborted) throw result.error;
  if (!first || !second || 'error' in first || 'error' in second) return undefined;
  const [was, is] = [first.measurement.latency, second.measurement.latency];
  const comparison = compareLatencies(is, was);
  return comparison && { before: was.p50, after: is.p50, comparison };
}
