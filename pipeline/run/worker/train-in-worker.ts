import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { writeFileAtomically } from '../../report/write-file-atomically.js';
import type { MetricValues } from '../../study/trial.js';
import { buildModel } from '../../train/build-model.js';
import { type TrainingResult, trainModel, type Verdict } from '../../train/train-model.js';
import type { ScoreName } from '../events.js';
import { exportTrial } from './export-trial.js';
import { hyperparameters } from './hyperparameters.js';
import type { OpenStudy } from './open-study.js';
import type { TrialFailure, TrialOrder, WorkerAnswer, WorkerProgress } from './protocol.js';

const parityRows = 256;

/** Trains one trial to its end and leaves its verified model.onnx in its folder. */
export async function trainInWorker(
  open: OpenStudy,
  order: TrialOrder,
  report: (progress: WorkerProgress) => Promise<void>,
): Promise<WorkerAnswer> {
  const { study, engine, data, networkTask } = open;
  const hp = hyperparameters(study.space, order.parameters);
  const seedPath = [study.seed, order.number];
  const plan = study.training(hp, networkTask);
  const model = buildModel(study.model, hp, networkTask, seedPath);
  const score: ScoreName = data.task.kind === 'classification' ? 'accuracy' : 'r2';
  try {
    const result = await trainModel({
      engine,
      model,
      plan,
      data,
      seedPath,
      async onEpoch(record): Promise<Verdict> {
        await report({ type: 'epoch', record, epochs: plan.epochs, score });
        // An engine that computes synchronously would otherwise never let this process hear of anything.
        await setImmediate();
        return 'continue';
      },
    });
    if (result.end === 'diverged') return { type: 'failed', failure: divergence(result) };
    await report({ type: 'phase', phase: 'exporting' });
    const metrics = { ...trainingMetrics(result, score), ...(await exportTo(order, open, model)) };
    const { epochs, diagnosis } = result;
    return { type: 'trained', trained: { metrics, epochs, diagnosis, residentBytes: process.memoryUsage.rss() } };
  } finally {
    model.dispose();
  }
}

function divergence({ step, diagnosis }: Extract<TrainingResult, { end: 'diverged' }>): TrialFailure {
  return { kind: 'diverged', reason: `diverged: the loss was no longer a finite number by step ${step}`, diagnosis };
}

function trainingMetrics(result: TrainingResult, score: ScoreName): MetricValues {
  const seconds = { 'train.seconds': result.seconds };
  if (result.end !== 'finished') return seconds;
  const { train, validation, test } = result.finalMetrics;
  return {
    ...seconds,
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
  await mkdir(folder, { recursive: true });
  await writeFileAtomically(join(folder, 'model.onnx'), onnx);
  return metrics;
}
