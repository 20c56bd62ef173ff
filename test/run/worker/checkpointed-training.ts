import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { TrainedTrial } from '../../../pipeline/run/worker/protocol.js';
import { openWorker, type WorkerProcess } from '../../../pipeline/run/worker/worker-process.js';

/** With dropout, and epochs of a few milliseconds. */
export const studyFile = `
import { choice, defineStudy, iris, maximize, mlp } from 'ortune';

export default defineStudy({
  name: 'checkpoints',
  dataset: iris(),
  space: { hiddenUnits: choice([8]) },
  model: (hp, task) => mlp({ ...task, hiddenUnits: hp.hiddenUnits, dropout: 0.2 }),
  training: () => ({ epochs: 8, batchSize: 16, optimizer: { name: 'adam', learningRate: 0.01 } }),
  objectives: [maximize('validation.accuracy')],
  trials: 1,
  seed: 3,
});
`;

export const limits = { silentSeconds: 600, startSeconds: 600, lostSeconds: 60, growthMb: 2000 };

export async function startWorker(studyFile: string): Promise<WorkerProcess> {
  const worker = await openWorker(
    { studyFile, overrides: {}, engine: 'onnx', threads: 1 },
    { limits, onOutput: () => undefined },
  );
  onTestFinished(() => worker.kill());
  return worker;
}

/** What must be the same whether or not the training was interrupted. */
export async function outcome(folder: string, { metrics, ...rest }: TrainedTrial) {
  const { 'train.seconds': _, ...measured } = metrics;
  const model = await readFile(join(folder, 'model.onnx'));
  return { ...rest, metrics: measured, model: createHash('sha256').update(model).digest('hex') };
}
