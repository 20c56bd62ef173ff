import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pace } from '../../pace.js';
import { saveCheckpoint } from './checkpoint-file.js';
import type { TrainingCheckpoint } from './training-checkpoint.js';

/** Checkpoints may take up this share of a training's time ... */
const shareOfTime = 0.02;
/** ... and follow each other at this distance at least, in milliseconds: less work than that is soon done again. */
const shortestDistance = 1000;

/**
 * For `onCheckpoint` of `trainModel`: keeps the training's last checkpoint in a file, whose folder is made when needed. One
 * is written after every epoch where epochs are long, and after some of them where they are short.
 * @param now in milliseconds, from any beginning
 * @throws what writing the file throws
 */
export function checkpointWriter(
  path: string,
  now: () => number = () => performance.now(),
): (take: () => Promise<TrainingCheckpoint>) => Promise<void> {
  const own = pace({ firstPause: shortestDistance, shortestPause: shortestDistance, share: shareOfTime }, now);
  return async (take) => {
    if (own.remaining() > 0) return;
    await own.spend(async () => {
      await mkdir(dirname(path), { recursive: true });
      await saveCheckpoint(path, await take());
    });
  };
}
