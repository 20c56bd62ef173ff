import { join } from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { hyperparameters } from '../../study/hyperparameters.js';
import type { MetricValues } from '../../study/trial.js';
import { buildModel } from '../../train/build-model.js';
import { checkInitialisation } from '../../train/initialisation-check/check-initialisation.js';
import { resolvePlan } from '../../train/resolve-plan.js';
import { type TrainingResult, trainModel, type Verdict } from '../../train/train-model.js';
import type { ScoreName } from '../events.js';
import { exportTrial } from './export-trial.js';
import type { OpenStudy } from './open-study.js';
import type {
  EpochProgress,
  InitialisationProgress,
  PhaseProgress,
  ResumedProgress,
  TrialFailure,
  TrialOrder,
  WarningProgress,
  WorkerAnswer,
} from './protocol.js';
import { checkpointPath, earlierCheckpoint, keepCheckpoint } from './trial-checkpoint.js';
import { writeTrialFile } from './write-trial-file.js';

const parityRows = 256;

/** What a trial tells the conductor on its way. */
export interface TrialReporter {
  phase(progress: PhaseProgress): Promise<void>;
  initialisation(progress: InitialisationProgress): Promise<void>;
  resumed(progress: ResumedProgress): Promise<void>;
  warning(progress: WarningProgress): Promise<void>;
  /** Resolves when the conductor has judged the epoch. */
  epoch(progress: EpochProgress): Promise<Verdict>;
}

/**
 * Trains one trial to its end, where its verified model.onnx is left in its folder, or until a verdict stops it. It goes on from
 * the checkpoint in its folder if there is one.
 */
export async function trainInWorker(open: OpenStudy, order: TrialOrder, report: TrialReporter): Promise<WorkerAnswer> {
  const { study, engine, data, networkTask } = open;
  const hp = hyperparameters(study.space, order.parameters);
  const seedPath = [study.seed, order.number];
  const plan = study.training(hp, networkTask);
  const { initialisationCheck } = resolvePlan(plan, networkTask);
  const model = buildModel(study.model, hp, networkTask, seedPath);
  const score: ScoreName = data.task.kind === 'classification' ? 'accuracy' : 'r2';
  try {
    if (initialisationCheck) {
      const layers = await checkInitialisation({ engine, model, plan, data });
      // Told at once and not with the answer: a trial that fails because of it is the one where it matters.
      await report.initialisation({ type: 'initialisation', layers });
    }
    const training = { engine, model, plan, data, seedPath };
    const { epochs: planned } = plan;
    const file = checkpointPath(order.folder);
    const warn = (message: string) => report.warning({ type: 'warning', message });
    const resumeFrom = await earlierCheckpoint(file, training, warn);
    if (resumeFrom) await report.resumed({ type: 'resumed', records: resumeFrom.history, epochs: planned, score });
    const result = await trainModel({
      ...training,
      resumeFrom,
      onEpoch: (record) => report.epoch({ type: 'epoch', record, epochs: planned, score }),
      onCheckpoint: keepCheckpoint(file, warn),
    });
    if (result.end === 'diverged') return { type: 'failed', failure: divergence(result) };
    const { epochs, diagnosis } = result;
    let metrics = trainingMetrics(result, score);
    if (result.end === 'finished') {
      await report.phase({ type: 'phase', phase: 'exporting' });
      metrics = { ...metrics, ...(await exportTo(order, open, model)) };
    }
    return { type: 'trained', trained: { metrics, epochs, diagnosis } };
  } finally {
    model.dispose();
  }
}

function divergence({ step, diagnosis }: Extract<TrainingResult, { end: 'diverged' }>): TrialFailure {
  return { kind: 'diverged', reason: `diverged: the loss was no longer a finite number by step ${step}`, diagnosis };
}

function trainingMetrics(result: Exclude<TrainingResult, { end: 'diverged' }>, score: ScoreName): MetricValues {
  const course = { 'train.seconds': result.seconds, 'train.learningRate': result.learningRate };
  if (result.end === 'stopped') {
    const last = result.history.at(-1);
    return {
      ...course,
      ...(last && { 'validation.loss': last.validationLoss, [`validation.${score}`]: last.validationScore }),
    };
  }
  const { train, validation, test } = result.finalMetrics;
  return {
    ...course,
    'train.loss': train.loss,
    [`train.${score}`]: train.score,
    'validation.loss': validation.loss,
    [`validation.${score}`]: validation.score,
    'test.loss': test.loss,
    [`test.${score}`]: test.score,
  };
}

async function exportTo({ number, folder }: TrialOrder, open: OpenStudy, model: LayersModel): Promise<MetricValues> {
  const { onnx, metrics } = await exportTrial(open, model, number, parityRows);
  await writeTrialFile(join(folder, 'model.onnx'), onnx);
  return metrics;
}
