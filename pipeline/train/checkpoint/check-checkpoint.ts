import { CheckpointError } from '../../errors.js';
import type { TrainingCheckpoint } from './training-checkpoint.js';
import { type FingerprintParts, trainingFingerprint } from './training-fingerprint.js';

/** @throws CheckpointError where the checkpoint is of another training than this one */
export function checkCheckpoint({ fingerprint }: TrainingCheckpoint, training: FingerprintParts): void {
  if (fingerprint === trainingFingerprint(training)) return;
  throw new CheckpointError(
    'the checkpoint is of another training: the version of ortune, the engine, the plan, the network, the data or the seed is not the same',
  );
}
