import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OrtuneError } from '../errors.js';
import type { QuantizationVariant } from '../quantize/variant-names.js';
import { bestTrial, type RankedTrial } from '../rank/rank-trials.js';
import { observeTrial } from '../search/observed-trial.js';
import type { LearntTable } from '../search/sampler.js';
import type { TrialRecord } from '../study/trial.js';
import { inChunks } from './in-chunks.js';
import { prepareReportFolder } from './prepare-report-folder.js';
import { renderCsv } from './render-csv.js';
import { renderImportanceCsv } from './render-importance-csv.js';
import { renderInitialisationCsv } from './render-initialisation-csv.js';
import { renderLearningCurvesCsv } from './render-learning-curves-csv.js';
import { renderRankingCsv } from './render-ranking-csv.js';
import { renderStudyJson, type StudyRun } from './render-study-json.js';
import type { TaskKind } from './score-of.js';
import { writeFileOrExplain } from './write-file-or-explain.js';

/** Where the exported network of a trial, or a quantized variant of it, lies inside the report folder. */
export const trialModelPath = (folder: string, trial: number, variant?: QuantizationVariant) =>
  join(folder, 'trials', String(trial), variant ? `model.${variant}.onnx` : 'model.onnx');

/**
 * Writes ranking.csv, learning-curves.csv, initialisation.csv, what the sampler has learnt, importance.csv, study.json and
 * best.onnx to `folder`. May be called again and again while a study goes on: a reader sees each file either as it was or as
 * it is now. initialisation.csv is absent where no trial was looked at before training. best.onnx is a copy of the best
 * trial's model.onnx and is absent where no complete trial is feasible.
 * @throws UsageError where the folder is not writable or holds the report of another study.
 * @throws OrtuneError where a file cannot be written or the best trial's model is missing.
 */
export async function writeReport(
  folder: string,
  run: StudyRun,
  ranked: readonly RankedTrial[],
  task: TaskKind,
): Promise<void> {
  await prepareReportFolder(folder, run.study.name);
  // Rows of variants have their place in the ranking alone.
  const trials = ranked.map(({ trial }) => trial).filter(({ variant }) => variant === undefined);
  await writeFileOrExplain(join(folder, 'study.json'), inChunks(renderStudyJson(run, ranked)));
  await writeFileOrExplain(join(folder, 'ranking.csv'), await renderRankingCsv(ranked, run.study, task));
  await writeFileOrExplain(join(folder, 'learning-curves.csv'), inChunks(renderLearningCurvesCsv(trials, task)));
  if (trials.some(({ initialisation }) => initialisation)) {
    await writeFileOrExplain(join(folder, 'initialisation.csv'), await renderInitialisationCsv(trials));
  }
  const learnt = learntTable(run, trials);
  if (learnt)
    await writeFileOrExplain(join(folder, `${learnt.name}.csv`), await renderCsv(learnt.columns, learnt.rows));
  if (run.importance)
    await writeFileOrExplain(join(folder, 'importance.csv'), await renderImportanceCsv(run.importance));
  await writeBest(folder, bestTrial(ranked));
}

function learntTable({ study, history }: StudyRun, trials: readonly TrialRecord[]): LearntTable | undefined {
  const { sampler, space, objectives, constraints } = study;
  if (!sampler.learnt) return undefined;
  const own = [...trials].sort((a, b) => a.number - b.number);
  const observed = own.map((trial) => observeTrial(trial, objectives, constraints));
  return sampler.learnt(space, [...(history?.trials ?? []), ...observed]);
}

async function writeBest(folder: string, best: RankedTrial | undefined): Promise<void> {
  if (best === undefined) {
    // What an earlier run left there is not this study's result.
    await rm(join(folder, 'best.onnx'), { force: true });
    return;
  }
  const source = trialModelPath(folder, best.trial.number, best.trial.variant);
  const model = await readFile(source).catch((error: Error) => {
    const message = `the model of the best trial (${best.trial.number}) cannot be read: ${error.message}`;
    throw new OrtuneError(message, { cause: error });
  });
  await writeFileOrExplain(join(folder, 'best.onnx'), model);
}
