import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CheckpointError } from '../../../pipeline/errors.js';
import { loadCheckpoint, saveCheckpoint } from '../../../pipeline/train/checkpoint/checkpoint-file.js';
import { decodeCheckpoint } from '../../../pipeline/train/checkpoint/decode-checkpoint.js';
import { encodeCheckpoint } from '../../../pipeline/train/checkpoint/encode-checkpoint.js';
import type { TrainingCheckpoint } from '../../../pipeline/train/checkpoint/training-checkpoint.js';
import { temporaryFiles } from '../../load/temporary-files.js';

const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });

const anyRecord = fc.record({
  epoch: fc.integer({ min: 1 }),
  learningRate: anyNumber,
  trainLoss: anyNumber,
  trainScore: anyNumber,
  validationLoss: anyNumber,
  validationScore: anyNumber,
  seconds: anyNumber,
});

const anySnapshot = fc.array(fc.oneof(fc.float32Array(), fc.int32Array(), fc.uint8Array()), { maxLength: 4 });

const anyCheckpoint: fc.Arbitrary<TrainingCheckpoint> = fc.record(
  {
    fingerprint: fc.string({ unit: 'grapheme' }),
    learningRate: anyNumber,
    history: fc.array(anyRecord, { minLength: 1, maxLength: 3 }),
    seconds: anyNumber,
    weights: anySnapshot,
    state: anySnapshot,
    bestWeights: anySnapshot,
  },
  { requiredKeys: ['fingerprint', 'learningRate', 'history', 'seconds', 'weights', 'state'] },
);

const example: TrainingCheckpoint = {
  fingerprint: 'f',
  learningRate: 0.1,
  history: [
    { epoch: 1, learningRate: 0.1, trainLoss: 2, trainScore: 0.5, validationLoss: 3, validationScore: 0.4, seconds: 1 },
  ],
  seconds: 1.5,
  weights: [Float32Array.of(1, -0, Number.NaN), Uint8Array.of(1, 2, 3)],
  state: [Int32Array.of(-7)],
};

test('every checkpoint comes back as it was, values bit for bit', () => {
  fc.assert(
    fc.property(anyCheckpoint, (checkpoint) => {
      const bytes = encodeCheckpoint(checkpoint);
      // At an odd place, as the buffers of a pool are.
      const shifted = new Uint8Array(bytes.length + 3);
      shifted.set(bytes, 3);
      const back = decodeCheckpoint(shifted.subarray(3), 'it');
      // JSON has no negative zero, and no number of a training's course is one.
      const { history: expected, learningRate, seconds, ...rest } = checkpoint;
      const { history, learningRate: rate, seconds: taken, ...given } = back;
      expect(given).toEqual(rest);
      expect([rate + 0, taken + 0]).toEqual([learningRate + 0, seconds + 0]);
      expect(JSON.stringify(history)).toBe(JSON.stringify(expected));
    }),
    { numRuns: 60 },
  );
});

describe('a file that cannot be used is refused', () => {
  const bytes = encodeCheckpoint(example);
  const refusal = (given: Uint8Array) => {
    try {
      decodeCheckpoint(given, 'trials/3/checkpoint');
    } catch (error) {
      if (error instanceof CheckpointError) return error.message;
      throw error;
    }
    return 'none';
  };

  test('cut off anywhere', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(refusal(bytes.subarray(0, length))).toMatch(/trials\/3\/checkpoint is (damaged|not a checkpoint)/);
    }
  });

  test('any bit of it changed', () => {
    for (let i = 0; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i] = (changed[i] ?? 0) ^ (1 << (i % 8));
      expect(refusal(changed)).not.toBe('none');
    }
  });

  test.each([
    ['of something else', new TextEncoder().encode('{"format": 2}'), 'is not a checkpoint of a training'],
    ['empty', new Uint8Array(), 'is not a checkpoint of a training'],
    ['with more behind it', Uint8Array.of(...bytes, 0), 'its checksum does not fit'],
    ['of a later version', bytes.map((byte, i) => (i === 8 ? 9 : byte)), 'of format 9, this version of ortune reads 1'],
  ])('%s', (_name, given, message) => {
    expect(refusal(given)).toContain(message);
  });
});

test('in its folder there is one file at any time, the last one that was saved', async () => {
  const path = join(await temporaryFiles({}), 'checkpoint');
  await saveCheckpoint(path, example);
  await saveCheckpoint(path, { ...example, seconds: 2 });
  expect(await loadCheckpoint(path)).toEqual({ ...example, seconds: 2 });
  expect(await readdir(dirname(path))).toEqual(['checkpoint']);
});

test('what cannot be read is told by its name; none is none', async () => {
  const folder = await temporaryFiles({});
  expect(await loadCheckpoint(join(folder, 'checkpoint'))).toBeUndefined();
  await expect(loadCheckpoint(folder)).rejects.toThrow(/cannot read the checkpoint .*: EISDIR/);
  await writeFile(join(folder, 'checkpoint'), 'ORTUNECPxyz');
  await expect(loadCheckpoint(join(folder, 'checkpoint'))).rejects.toThrow(/checkpoint is damaged: it is cut off/);
});
