import { createHash } from 'node:crypto';
import { decodeModel } from '../compiler/onnx-file/decode-model.js';
import { ModelFileError } from '../errors.js';
import type { LoadedData, Split } from '../load/data.js';
import { sliceRows } from '../load/gather-batch.js';
import type { Samples } from '../quantize/calibration/samples.js';
import { normalised } from '../quantize/calibration/study-samples.js';
import { firstOutput } from '../quantize/compare-models.js';
import type { Study } from '../study/study.js';
import { scoreOutputs } from '../train/score-outputs.js';
import { type Analysis, analysisFormat, type RegressionAnalysis } from './analysis.js';
import { classPredictions } from './class-predictions.js';
import { describeClassification, mapsOfImages } from './describe-classification.js';
import { permutationImportance } from './permutation-importance.js';
import { describeResiduals } from './residuals.js';

export interface AnalysisRequest {
  /** The file of the network; its first float32 output is what is looked at. */
  readonly onnx: Uint8Array;
  readonly data: LoadedData;
  readonly study: Pick<Study, 'seed'> & { readonly export: Pick<Study['export'], 'normalisation' | 'output'> };
  /** Looked at between the parts, each of which is a matter of a second or so. */
  readonly signal?: AbortSignal;
}

/** More tell no more, and take seconds. */
const mostSamples = 10_000;

/** Rows of a table that columns are shuffled over: no more than these, no fewer, and about so many runs of a row in all. */
const permutation = { rows: [200, 2000], runs: 300_000, repeats: 10, mostColumns: 200 } as const;

/** Targets of a regression that a report has room for. */
const mostTargets = 6;

/**
 * Looks at what a network does with the validation data. With `export.normalisation: 'excluded'` an engine of tfjs must be active.
 * @throws ModelFileError where it cannot be run on the data
 * @throws the signal's reason where that stopped it
 */
export async function analyzeNetwork({ onnx, data, study, signal }: AnalysisRequest): Promise<Analysis> {
  const { task } = data;
  const rows = Math.min(mostSamples, data.validation.x.shape[0] ?? 0);
  const split = sliceRows(data.validation, 0, rows);
  /** As the file takes them. */
  const given = (x: Samples['x']): Samples => {
    const raw = { x, shape: task.inputShape };
    return study.export.normalisation === 'included' ? raw : normalised(data, raw);
  };
  const { values } = await firstOutput(onnx, given(split.x.data));
  const outputs = task.kind === 'classification' ? task.classes.length : task.targets.length;
  if (values.length !== rows * outputs) {
    throw new ModelFileError(
      `the network gives ${values.length / rows} numbers for a sample, and ${data.name} asks for ${outputs}`,
    );
  }
  signal?.throwIfAborted();
  const usable = usableRows(values, outputs);
  const about = {
    format: analysisFormat,
    file: createHash('sha256').update(onnx).digest('hex'),
    network: networkName(onnx),
    dataset: data.name,
    samples: rows,
    unusable: rows - usable.length,
  } as const;
  if (usable.length === 0) return about;
  const features = await importanceOfColumns({ onnx, data, study, signal }, split, given);
  if (task.kind === 'regression') {
    return { ...about, predictions: describeRegression(task.targets, values, split, usable), features };
  }
  const predictions = classPredictions(values, task.classes.length, study.export.output);
  const classified = { split, task, predictions };
  const maps = await mapsOfImages(onnx, classified, given);
  return { ...about, predictions: describeClassification(classified), features, maps };
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

/** Of the columns of a table; undefined of other data, and where the score is not a number. */
async function importanceOfColumns(
  { onnx, data, study, signal }: AnalysisRequest,
  split: Split,
  given: (x: Samples['x']) => Samples,
): Promise<Analysis['features']> {
  const { inputTransform, task } = data;
  if (inputTransform.kind !== 'columns' || inputTransform.columns.length > permutation.mostColumns) return undefined;
  const { repeats, runs } = permutation;
  const names = inputTransform.columns.map(({ name }) => name);
  const [fewest, most] = permutation.rows;
  const affordable = Math.floor(runs / (names.length * repeats));
  const rows = Math.min(split.x.shape[0] ?? 0, Math.min(most, Math.max(fewest, affordable)));
  const some = sliceRows(split, 0, rows);
  const { baseline, features } = await permutationImportance({
    x: Float32Array.from(some.x.data),
    names,
    repeats,
    seed: study.seed,
    async predict(x) {
      signal?.throwIfAborted();
      return (await firstOutput(onnx, given(x))).values;
    },
    score: (outputs) => scoreOutputs(task.kind, outputs, some),
  });
  if (!features.every(({ drop, spread }) => Number.isFinite(drop + spread))) return undefined;
  return { score: task.kind === 'classification' ? 'accuracy' : 'r2', baseline, rows, repeats, features };
}
