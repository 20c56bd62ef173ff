import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CheckpointError } from '../../errors.js';
import { trialModelPath } from '../../report/write-report.js';
import { checkCheckpoint } from '../../train/checkpoint/check-checkpoint.js';
import { loadCheckpoint } from '../../train/checkpoint/checkpoint-file.js';
import { checkpointWriter } from '../../train/checkpoint/checkpoint-writer.js';
import type { TrainingCheckpoint } from '../../train/checkpoint/training-checkpoint.js';
import type { FingerprintParts } from '../../train/checkpoint/training-fingerprint.js';

const fileName = 'checkpoint';

/** Where a trial's checkpoint lies while the trial has not ended, however often it is begun. */
export const checkpointPath = (trialFolder: string) => join(trialFolder, fileName);

type Warn = (message: string) => Promise<void>;

/** What an earlier attempt at the trial has left; one that is of no use is told of, and the trial begins from the start. */
export async function earlierCheckpoint(
  path: string,
  training: FingerprintParts,
  warn: Warn,
): Promise<TrainingCheckpoint | undefined> {
  try {
    const checkpoint = await loadCheckpoint(path);
    if (checkpoint) checkCheckpoint(checkpoint, training);
    return checkpoint;
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    await warn(`it is trained from the beginning: ${error.message}`);
    return undefined;
  }
}

/** For `onCheckpoint`: a trial does not fail because its checkpoint cannot be written, but then goes on without. */
export function keepCheckpoint(path: string, warn: Warn): ReturnType<typeof checkpointWriter> {
  const write = checkpointWriter(path);
  let given = true;
  return async (take) => {
    if (!given) return;
    try {
      await write(take);
    } catch (error) {
      given = false;
      await warn(`if it is interrupted it begins anew, its checkpoint cannot be written: ${(error as Error).message}`);
    }
  };
}

/** Of a trial that has ended. What a killed process was just writing is removed too, and the folder where it is empty. */
export async function removeCheckpoint(reportFolder: string, trial: number): Promise<void> {
  const folder = dirname(trialModelPath(reportFolder, trial));
  const entries = await readdir(folder).catch(() => []);
  const own = entries.filter((entry) => entry === fileName || entry.startsWith(`${fileName}.`));
  await Promise.all(own.map((entry) => rm(join(folder, entry), { force: true })));
  if (own.length === entries.length) await rmdir(folder).catch(() => undefined);
}
