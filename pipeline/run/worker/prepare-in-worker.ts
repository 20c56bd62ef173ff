import { join } from 'node:path';
import { hyperparameters } from '../../study/hyperparameters.js';
import { buildModel } from '../../train/build-model.js';
import { resolvePlan } from '../../train/resolve-plan.js';
import { exportTrial } from './export-trial.js';
import type { OpenStudy } from './open-study.js';
import type { PreparedTrial, TrialOrder } from './protocol.js';
import { writeTrialFile } from './write-trial-file.js';

/** Enough to see a wrong graph; the trained network is verified on more. */
const parityRows = 32;

/**
 * Pre-flight: everything that can fail without training does so here.
 * @param keepFile whether the untrained .onnx is written to the trial's folder, to be timed
 */
export async function prepareInWorker(open: OpenStudy, order: TrialOrder, keepFile: boolean): Promise<PreparedTrial> {
  const { study, networkTask } = open;
  const hp = hyperparameters(study.space, order.parameters);
  resolvePlan(study.training(hp, networkTask), networkTask);
  const model = buildModel(study.model, hp, networkTask, [study.seed, order.number]);
  try {
    const { onnx, metrics } = await exportTrial(open, model, order.number, parityRows);
    return { metrics, file: keepFile ? await writeUntrained(order.folder, onnx) : undefined };
  } finally {
    model.dispose();
  }
}

async function writeUntrained(folder: string, onnx: Uint8Array): Promise<string> {
  // In a folder of its own, which goes with it: the trial's own may hold the checkpoint of an earlier attempt.
  const file = join(folder, 'untrained', 'model.onnx');
  await writeTrialFile(file, onnx);
  return file;
}
