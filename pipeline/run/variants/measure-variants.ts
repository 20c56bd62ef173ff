import { readFile } from 'node:fs/promises';
import { compareLatencies } from '../../benchmark/compare-latencies.js';
import { measureCandidates } from '../../benchmark/measure-candidates.js';
import { timedModel } from '../../benchmark/timed-model.js';
import { openEngine } from '../../compiler/open-engine.js';
import { OrtuneError } from '../../errors.js';
import type { LoadedData } from '../../load/data.js';
import { networkTaskOf } from '../../load/network-task.js';
import { normalised, trainingSamples } from '../../quantize/calibration/study-samples.js';
import { type QuantizeOptions, quantizeModel } from '../../quantize/quantize-model.js';
import type { QuantizationVariant } from '../../quantize/variant-names.js';
import { latencyPercentile } from '../../rank/latency-ties.js';
import { rankTrials } from '../../rank/rank-trials.js';
import { writeFileOrExplain } from '../../report/write-file-or-explain.js';
import { trialModelPath } from '../../report/write-report.js';
import { hyperparameters } from '../../study/hyperparameters.js';
import type { Study } from '../../study/study.js';
import type { MetricValues, TrialRecord } from '../../study/trial.js';
import type { Loss } from '../../train/losses/loss.js';
import { resolvePlan } from '../../train/resolve-plan.js';
import type { StudyEvent } from '../events.js';
import { evaluateFile } from './evaluate-file.js';
import { type MeasuredVariant, missingVariantRow, variantRow } from './variant-row.js';

export interface VariantsRequest {
  readonly study: Study;
  /** The folder of the reports. */
  readonly folder: string;
  readonly trials: readonly TrialRecord[];
  readonly signal: AbortSignal;
  readonly onEvent: (event: StudyEvent) => void;
}

const calibrationSamples = 512;

/** A variant that there is a file of. */
interface MadeVariant {
  readonly trial: TrialRecord;
  readonly variant: QuantizationVariant;
  readonly file: string;
  readonly metrics: MetricValues;
}

/**
 * Makes the variants of the best trials' models that a study asks for (`export.variants`), holds them against validation and test
 * data in ONNX Runtime, and times them in turns with the models they are made of. Nothing else of the study may run.
 * The best are the feasible trials of the first front: a variant gains size and speed and loses accuracy as that of any other
 * trial does, so what is behind before is behind after.
 * What cannot be made costs that variant, not the study.
 * @returns their rows in the ranking; none where the study is stopped meanwhile
 */
export async function measureVariants(request: VariantsRequest): Promise<readonly TrialRecord[]> {
  const { study, signal, onEvent } = request;
  const wanted = study.export.variants.filter((variant) => variant !== 'fp32');
  const best = bestTrials(request);
  if (wanted.length === 0 || best.length === 0 || signal.aborted) return [];
  const data = await study.dataset.load();
  // Losses and normalised samples are computed by tfjs.
  await (await openEngine('cpu')).activate();
  const made: MadeVariant[] = [];
  const rows: TrialRecord[] = [];
  for (const trial of best) {
    for (const variant of wanted) {
      if (signal.aborted) return [];
      const result = await makeVariant(request, data, trial, variant);
      if ('state' in result) rows.push(result);
      else made.push(result);
    }
  }
  for (const { measured, trial } of await timeVariants(request, made)) {
    rows.push(variantRow(trial, measured, study.export.maxAccuracyDrop));
  }
  if (signal.aborted) return [];
  for (const { number, reason } of rows.filter(({ state }) => state === 'PRUNED')) {
    onEvent({ type: 'warning', message: `trial ${number}: ${reason}` });
  }
  return rows;
}

function bestTrials({ study, trials }: VariantsRequest): readonly TrialRecord[] {
  return rankTrials(trials, study.objectives, study.constraints)
    .filter(({ feasible, paretoRank }) => feasible && paretoRank === 1)
    .map(({ trial }) => trial);
}

/** @returns the row of one that cannot be made */
async function makeVariant(
  { study, folder }: VariantsRequest,
  data: LoadedData,
  trial: TrialRecord,
  variant: QuantizationVariant,
): Promise<MadeVariant | TrialRecord> {
  try {
    const source = trialModelPath(folder, trial.number);
    const onnx = await readFile(source).catch((cause: Error) => {
      throw new OrtuneError(`cannot read ${source}: ${cause.message}`, { cause });
    });
    const quantized = await quantizeModel(onnx, quantizeOptions(study, data, variant));
    const file = trialModelPath(folder, trial.number, variant);
    await writeFileOrExplain(file, quantized.onnx);
    const score = data.task.kind === 'classification' ? 'accuracy' : 'r2';
    const validation = await evaluateFile(
      quantized.onnx,
      data.validation,
      data,
      study.export,
      lossOf(study, data, trial),
    );
    const test = await evaluateFile(quantized.onnx, data.test, data, study.export);
    const metrics = {
      'model.bytes': quantized.onnx.length,
      [`validation.${score}`]: validation.score,
      ...(validation.loss !== undefined && { 'validation.loss': validation.loss }),
      [`test.${score}`]: test.score,
    };
    return { trial, variant, file, metrics };
  } catch (error) {
    if (!(error instanceof OrtuneError)) throw error;
    return missingVariantRow(trial, variant, error.message);
  }
}

/** What the trial was trained with. It takes logits, which probabilities do not give back. */
function lossOf({ space, training, export: exported }: Study, data: LoadedData, trial: TrialRecord): Loss | undefined {
  if (data.task.kind === 'classification' && exported.output === 'probabilities') return undefined;
  const task = networkTaskOf(data);
  return resolvePlan(training(hyperparameters(space, trial.parameters), task), task).loss;
}

function quantizeOptions(study: Study, data: LoadedData, variant: QuantizationVariant): QuantizeOptions {
  if (variant !== 'int8-static') return { variant };
  const drawn = trainingSamples(data, calibrationSamples, study.seed);
  return { variant, calibration: study.export.normalisation === 'included' ? drawn : normalised(data, drawn) };
}

interface TimedVariant {
  readonly trial: TrialRecord;
  readonly measured: MeasuredVariant;
}

async function timeVariants(
  { study, folder, signal, onEvent }: VariantsRequest,
  made: readonly MadeVariant[],
): Promise<readonly TimedVariant[]> {
  if (made.length === 0) return [];
  const numbers = [...new Set(made.map(({ trial }) => trial.number))];
  const candidates = [
    ...numbers.map((number) => ({ number, file: trialModelPath(folder, number) })),
    ...made.map(({ trial, file }) => ({ number: trial.number, file })),
  ];
  onEvent({ type: 'benchmark-started', candidates: candidates.length });
  const results = await measureCandidates(candidates, {
    ...study.benchmark,
    percentile: latencyPercentile(study),
    signal,
    onProgress: ({ candidate, done, total }) =>
      onEvent({ type: 'benchmark-progress', trial: candidates[candidate]?.number ?? -1, done, total }),
  });
  const timings = new Map(
    results.flatMap((result) => ('error' in result ? [] : [[result.file, timedModel(result.measurement)] as const])),
  );
  return made.map(({ trial, variant, file, metrics }) => {
    const [own, float] = [timings.get(file), timings.get(trialModelPath(folder, trial.number))];
    const againstFloat = own && float && compareLatencies(own.timing, float.timing);
    return {
      trial,
      measured: { variant, metrics: { ...metrics, ...own?.metrics }, timing: own?.timing, againstFloat },
    };
  });
}
