import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Verdict } from '../../train/train-model.js';
import type { TrialOrder } from '../worker/protocol.js';
import type { WorkerProcess } from '../worker/worker-process.js';
import type { ClaimedJob } from './claimed-job.js';
import { checkedFile, modelFile, untrainedFile } from './job-files.js';

/**
 * Carries out one job with a worker process: prepares the trial, trains it when the conductor says so, and sends what came of
 * it.
 * @throws TrialFailedError, WorkerDiedError; JobRevokedError where the job was taken away meanwhile
 */
export async function executeJob(job: ClaimedJob, worker: WorkerProcess): Promise<void> {
  const { trial: number, parameters, keepFile } = job.body;
  const folder = await mkdtemp(join(tmpdir(), 'ortune-trial-'));
  try {
    const order: TrialOrder = { number, parameters, folder };
    const { metrics, file } = await worker.prepare(order, keepFile);
    if (file !== undefined) {
      await job.sendFile(untrainedFile, checkedFile(await readFile(file)));
      // The rest of the folder may be the trial's.
      await rm(dirname(file), { recursive: true });
    }
    await job.say({ type: 'prepared', prepared: { metrics, ...(file !== undefined && { file: untrainedFile }) } });
    const { type } = await job.hear();
    if (type !== 'train') throw new Error(`the conductor said \`${type}\` before training`);
    await train(job, worker, order);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function train(job: ClaimedJob, worker: WorkerProcess, order: TrialOrder): Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let lost: unknown;
  /** One message after the other; once the job is lost nothing more is said, and the training ended. */
  const say = (message: object): Promise<void> => {
    last = last
      .then(() => (lost === undefined ? job.say(message) : undefined))
      .catch((error: unknown) => {
        lost = error;
        return worker.kill();
      });
    return last;
  };
  try {
    const trained = await worker.train(order, {
      onPhase: say,
      onInitialisation: say,
      onResumed: say,
      onWarning: say,
      async onEpoch(progress): Promise<Verdict> {
        await say(progress);
        const heard = await job.hear();
        if (heard.type !== 'verdict') throw new Error(`the conductor said \`${heard.type}\` to an epoch`);
        return heard.verdict;
      },
    });
    await last;
    if (lost !== undefined) throw lost;
    const model = await readFile(join(order.folder, 'model.onnx')).catch(() => undefined);
    if (model) await job.sendFile(modelFile, checkedFile(model));
    await job.say({ type: 'trained', trained });
  } catch (error) {
    // The end of the process was then only a consequence.
    throw lost ?? error;
  }
}
