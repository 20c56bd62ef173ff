import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Verdict } from '../../train/train-model.js';
import type { TrialOrder } from '../worker/protocol.js';
import { checkpointPath } from '../worker/trial-checkpoint.js';
import { WorkerDiedError, type WorkerProcess } from '../worker/worker-process.js';
import { checkpointSender } from './checkpoint-sender.js';
import type { ClaimedJob } from './claimed-job.js';
import { checkedModel, earlierCheckpointFile, modelFile, untrainedFile } from './job-files.js';

/**
 * Carries out one job with a worker process: prepares the trial, trains it when the conductor says so, and sends what came of
 * it, and on the way its checkpoints. It goes on from that of an earlier attempt where one came with the job.
 * @param now milliseconds, from any beginning
 * @throws TrialFailedError, WorkerDiedError; JobRevokedError where the job was taken away meanwhile
 */
export async function executeJob(job: ClaimedJob, worker: WorkerProcess, now?: () => number): Promise<void> {
  const { trial: number, parameters, keepFile } = job.body;
  const folder = await mkdtemp(join(tmpdir(), 'ortune-trial-'));
  try {
    const order: TrialOrder = { number, parameters, folder };
    const { metrics, file } = await worker.prepare(order, keepFile);
    if (file !== undefined) {
      await job.sendFile(untrainedFile, checkedModel(await readFile(file)));
      // The rest of the folder may be the trial's.
      await rm(dirname(file), { recursive: true });
    }
    await job.say({ type: 'prepared', prepared: { metrics, ...(file !== undefined && { file: untrainedFile }) } });
    const { type } = await job.hear();
    if (type !== 'train') throw new Error(`the conductor said \`${type}\` before training`);
    await train(job, worker, order, now);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function train(
  job: ClaimedJob,
  worker: WorkerProcess,
  order: TrialOrder,
  now: (() => number) | undefined,
): Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let lost: unknown;
  const lose = (error: unknown) => {
    lost ??= error;
    return worker.kill();
  };
  /** One message after the other; once the job is lost nothing more is said, and the training ended. */
  const say = (message: object): Promise<void> => {
    last = last.then(() => (lost === undefined ? job.say(message) : undefined)).catch(lose);
    return last;
  };
  const checkpoint = checkpointPath(order.folder);
  const earlier = await job.readFile(earlierCheckpointFile);
  if (earlier) await writeFile(checkpoint, earlier);
  const checkpoints = await checkpointSender(job, checkpoint, say, now);
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
        if (heard.verdict === 'continue') checkpoints.look();
        return heard.verdict;
      },
    });
    await checkpoints.settled();
    await last;
    if (lost !== undefined) throw lost;
    const model = await readFile(join(order.folder, 'model.onnx')).catch(() => undefined);
    if (model) await job.sendFile(modelFile, checkedModel(model));
    await job.say({ type: 'trained', trained });
  } catch (error) {
    // The end of the process was then only a consequence.
    if (lost !== undefined) throw lost;
    // Another attempt, here or elsewhere, goes on where this one had got to.
    if (error instanceof WorkerDiedError && !error.wasCondemned) await checkpoints.flush();
    throw lost ?? error;
  }
}
