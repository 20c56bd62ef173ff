import { readFile } from 'node:fs/promises';
import { CheckpointError } from '../../errors.js';
import { writeFileAtomically } from '../../report/write-file-atomically.js';
import { decodeCheckpoint } from './decode-checkpoint.js';
import { encodeCheckpoint } from './encode-checkpoint.js';
import type { TrainingCheckpoint } from './training-checkpoint.js';

/** Takes the place of an earlier checkpoint in the same file once it is whole; the folder is there. */
export async function saveCheckpoint(path: string, checkpoint: TrainingCheckpoint): Promise<void> {
  await writeFileAtomically(path, encodeCheckpoint(checkpoint));
}

/**
 * Undefined where there is no such file.
 * @throws CheckpointError where it cannot be read or used; see `decodeCheckpoint`
 */
export async function loadCheckpoint(path: string): Promise<TrainingCheckpoint | undefined> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new CheckpointError(`cannot read the checkpoint ${path}: ${error.message}`, { cause: error });
  });
  return bytes && decodeCheckpoint(bytes, path);
}
