import { createHash } from 'node:crypto';
import { decodeModel } from '../compiler/onnx-file/decode-model.js';
import { ModelFileError } from '../errors.js';
import type { LoadedData, SampleData, Split } from '../load/data.js';
import { pickRows } from '../load/pick-rows.js';
import type { Samples } from '../quantize/calibration/samples.js';
import { normalised } from '../quantize/calibration/study-samples.js';
import { firstOutput } from '../quantize/compare-models.js';
import { randomStream } from '../random/random-stream.js';
import { shuffledIndices } from '../random/shuffled-indices.js';
import type { Study } from '../study/study.js';
import { type Analysis, analysisFormat, type RegressionAnalysis } from './analysis.js';
import { classPredictions } from './class-predictions.js';
import { describeClassification, mapsOfImages } from './describe-classification.js';
import { importanceOfColumns } from './importance-of-columns.js';
import { describeResiduals } from './residuals.js';

export interface AnalysisRequest {
  /** The file of the network; its first float32 output is what is looked at. */
  readonly onnx: Uint8Array;
  readonly data: LoadedData;
  readonly study: Pick<Study, 'seed'> & { readonly export: Pick<Study['export'], 'normalisation' | 'output'> };
  /** Ends it between its parts. */
  readonly signal?: AbortSignal;
  /** Milliseconds. */
  readonly now?: () => number;
}

/** More tell no more. */
const mostSamples = 10_000;

/** Of slow networks fewer samples are looked at: nobody wants to wait for it at the end of a study. */
const mostMilliseconds = 20_000;

/** Rows between two looks at the clock. */
const piece = 500;

/** Targets of a regression that a report has room for. */
const mostTargets = 6;

/**
 * Looks at what a network does with the validation data. With `export.normalisation: 'excluded'` an engine of tfjs must be active.
 * @throws ModelFileError where it cannot be run on the data
 * @throws the signal's reason where that stopped it
 */
export async function analyzeNetwork(request: AnalysisRequest): Promise<Analysis> {
  const { onnx, data, study, signal, now = () => performance.now() } = request;
  const { task } = data;
  /** As the file takes them. */
  const given = (x: SampleData): Samples => {
    const raw = { x, shape: task.inputShape };
    return study.export.normalisation === 'included' ? raw : normalised(data, raw);
  };
  const predict = async (x: SampleData) => {
    signal?.throwIfAborted();
    return (await firstOutput(onnx, given(x))).values;
  };
  // In an order of its own, as the data may be sorted: whatever is left out, the rest is drawn at random.
  const order = shuffledIndices(data.validation.x.shape[0] ?? 0, randomStream(study.seed, 'analysis'));
  const begun = now();
  const { values, samples } = await predictRows(data.validation, order.subarray(0, mostSamples), predict, now);
  const milliseconds = now() - begun;
  const outputs = task.kind === 'classification' ? task.classes.length : task.targets.length;
  if (values.length !== samples * outputs) {
    throw new ModelFileError(
      `the network gives ${values.length / samples} numbers for a sample, and ${data.name} asks for ${outputs}`,
    );
  }
  const rows = order.subarray(0, samples);
  const split = pickRows(data.validation, rows);
  const usable = usableRows(values, outputs);
  const about = {
    format: analysisFormat,
    file: createHash('sha256').update(onnx).digest('hex'),
    network: networkName(onnx),
    dataset: data.name,
    samples,
    unusable: samples - usable.length,
  } as const;
  if (usable.length === 0) return about;
  const features = await importanceOfColumns({
    data,
    split,
    seed: study.seed,
    predict,
    affordable: Math.floor((mostMilliseconds * samples) / milliseconds),
  });
  if (task.kind === 'regression') {
    return { ...about, predictions: describeRegression(task.targets, values, split, usable), features };
  }
  const predictions = classPredictions(values, task.classes.length, study.export.output);
  const classified = { split, rows, task, predictions };
  const maps = await mapsOfImages(onnx, classified, given);
  return { ...about, predictions: describeClassification(classified), features, maps };
}

/** What a network gives for these rows, for the first of them where the time does not suffice. */
async function predictRows(
  validation: Split,
  rows: Uint32Array,
  predict: (x: SampleData) => Promise<Float32Array>,
  now: () => number,
): Promise<{ readonly values: Float32Array; readonly samples: number }> {
  const end = now() + mostMilliseconds;
  const parts: Float32Array[] = [];
  let samples = 0;
  while (samples < rows.length && (samples === 0 || now() < end)) {
    const some = rows.subarray(samples, samples + piece);
    parts.push(await predict(pickRows(validation, some).x.data));
    samples += some.length;
  }
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return { values, samples };
}

/** Rows whose outputs are all finite. */
function usableRows(values: Float32Array, columns: number): readonly number[] {
  return Array.from({ length: values.length / columns }, (_, row) => row).filter((row) =>
    values.subarray(row * columns, (row + 1) * columns).every(Number.isFinite),
  );
}

/** What the metadata of an exported file say of it. */
function networkName(onnx: Uint8Array): string {
  const { trial = '?', quantization } = decodeModel(onnx).metadata ?? {};
  return quantization === undefined ? `trial ${trial}` : `trial ${trial}, ${quantization.split(',')[0] ?? ''}`;
}

function describeRegression(
  targets: readonly string[],
  values: Float32Array,
  { y }: Split,
  usable: readonly number[],
): RegressionAnalysis {
  return {
    kind: 'regression',
    targets: targets.slice(0, mostTargets).map((name, target) => ({
      name,
      ...describeResiduals(
        Float64Array.from(usable, (row) => y.get(row, target)),
        Float64Array.from(usable, (row) => values[row * targets.length + target] ?? Number.NaN),
      ),
    })),
  };
}
