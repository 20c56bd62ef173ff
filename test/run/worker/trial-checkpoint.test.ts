import { access, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { TrialOrder } from '../../../pipeline/run/worker/protocol.js';
import { checkpointPath, removeCheckpoint } from '../../../pipeline/run/worker/trial-checkpoint.js';
import type { TrainingListener, WorkerProcess } from '../../../pipeline/run/worker/worker-process.js';
import { decodeCheckpoint } from '../../../pipeline/train/checkpoint/decode-checkpoint.js';
import { temporaryFiles } from '../../load/temporary-files.js';
import { outcome, startWorker, studyFile } from './checkpointed-training.js';

/** What a worker tells of a trial, the first so many epochs of it; then it is killed. */
async function train(worker: WorkerProcess, folder: string, killAfter = Number.POSITIVE_INFINITY) {
  const told = { resumed: [] as number[], epochs: [] as number[], warnings: [] as string[] };
  const listener: TrainingListener = {
    onPhase: () => undefined,
    onInitialisation: () => undefined,
    onResumed: ({ records }) => told.resumed.push(...records.map(({ epoch }) => epoch)),
    onWarning: ({ message }) => told.warnings.push(message),
    onEpoch({ record: { epoch } }) {
      told.epochs.push(epoch);
      // The worker waits for this answer, longer than it goes without a checkpoint.
      if (epoch === 3) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1100);
      if (epoch === killAfter) worker.kill();
      return 'continue';
    },
  };
  const order: TrialOrder = { number: 0, parameters: { hiddenUnits: 8 }, folder };
  const trained = await worker.train(order, listener).catch((error: Error) => error);
  return { ...told, trained };
}

async function ended(folder: string, { trained }: Awaited<ReturnType<typeof train>>) {
  if (trained instanceof Error) throw trained;
  return outcome(folder, trained);
}

test('a trial whose worker is killed goes on in another one; what is of no use to it is told of', async () => {
  const otherFile = studyFile.replace('0.01', '0.02');
  const root = await temporaryFiles({ 'a.study.ts': studyFile, 'b.study.ts': otherFile });
  const [whole = '', cut = '', broken = '', other = ''] = ['0', '1', '2', '3'].map((name) =>
    join(root, 'trials', name),
  );
  const all = [1, 2, 3, 4, 5, 6, 7, 8];

  const first = await startWorker(join(root, 'a.study.ts'));
  const uninterrupted = await train(first, whole);
  expect(uninterrupted).toMatchObject({ resumed: [], epochs: all, warnings: [] });
  const killed = await train(first, cut, 5);
  expect(killed.trained).toBeInstanceOf(Error);
  expect(killed.epochs).toEqual([1, 2, 3, 4, 5]);

  const checkpoint = await readFile(checkpointPath(cut));
  expect(decodeCheckpoint(checkpoint, 'it').history).toHaveLength(3);
  for (const [folder, bytes] of [[broken, checkpoint.subarray(0, 400)] as const, [other, checkpoint] as const]) {
    await mkdir(folder, { recursive: true });
    await writeFile(checkpointPath(folder), bytes);
  }

  const second = await startWorker(join(root, 'a.study.ts'));
  const resumed = await train(second, cut);
  expect(resumed).toMatchObject({ resumed: [1, 2, 3], epochs: [4, 5, 6, 7, 8], warnings: [] });
  expect(await ended(cut, resumed)).toEqual(await ended(whole, uninterrupted));

  const damaged = await train(second, broken);
  expect(damaged).toMatchObject({ resumed: [], epochs: all });
  expect(damaged.warnings).toEqual([
    expect.stringMatching(/^it is trained from the beginning: .* is damaged: its checksum does not fit/),
  ]);
  expect(await ended(broken, damaged)).toEqual(await ended(whole, uninterrupted));

  const unfitting = await train(await startWorker(join(root, 'b.study.ts')), other);
  expect(unfitting).toMatchObject({ resumed: [], epochs: all });
  expect(unfitting.warnings).toEqual([
    expect.stringMatching(/^it is trained from the beginning: .* of another training/),
  ]);
});

test('it goes when the trial has ended, with its folder where that is empty', async () => {
  const root = await temporaryFiles({ 'trials/0/checkpoint': 'x', 'trials/0/checkpoint.77.tmp': 'x' });
  await removeCheckpoint(root, 0);
  await expect(access(join(root, 'trials', '0'))).rejects.toThrow('ENOENT');
  await removeCheckpoint(root, 5);

  const kept = join(root, 'trials', '1', 'model.onnx');
  await mkdir(dirname(kept));
  await writeFile(kept, 'x');
  await writeFile(checkpointPath(dirname(kept)), 'x');
  await removeCheckpoint(root, 1);
  expect(await readdir(dirname(kept))).toEqual(['model.onnx']);
});
