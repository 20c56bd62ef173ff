import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadCheckpoint } from '../../../pipeline/train/checkpoint/checkpoint-file.js';
import { checkpointWriter } from '../../../pipeline/train/checkpoint/checkpoint-writer.js';
import type { TrainingCheckpoint } from '../../../pipeline/train/checkpoint/training-checkpoint.js';
import { temporaryFiles } from '../../load/temporary-files.js';

const checkpoint = (epoch: number): TrainingCheckpoint => ({
  fingerprint: 'f',
  learningRate: 0.1,
  history: [
    { epoch, learningRate: 0.1, trainLoss: 2, trainScore: 0, validationLoss: 3, validationScore: 0, seconds: 1 },
  ],
  seconds: epoch,
  weights: [],
  state: [],
});

/** The epochs, of so many milliseconds each, after which a checkpoint is written that takes `cost` milliseconds. */
async function writtenAfter(epochs: number, duration: number, cost: number): Promise<number[]> {
  const path = join(await temporaryFiles({}), 'trials', '3', 'checkpoint');
  let now = 5000;
  const write = checkpointWriter(path, () => now);
  const written: number[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    now += duration;
    await write(async () => {
      now += cost;
      written.push(epoch);
      return checkpoint(epoch);
    });
  }
  expect((await loadCheckpoint(path))?.history[0]?.epoch).toBe(written.at(-1));
  if (written.length === 0) await expect(stat(path)).rejects.toThrow('ENOENT');
  return written;
}

test('after every epoch where epochs are long', async () => {
  expect(await writtenAfter(4, 2000, 10)).toEqual([1, 2, 3, 4]);
});

test('once a second where they are short, and not at all for less than that', async () => {
  expect(await writtenAfter(25, 100, 10)).toEqual([10, 20]);
  expect(await writtenAfter(9, 100, 10)).toEqual([]);
});

test('for at most 2 % of the time where writing is slow', async () => {
  expect(await writtenAfter(60, 1000, 1000)).toEqual([1, 51]);
});
