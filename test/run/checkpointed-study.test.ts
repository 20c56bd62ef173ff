import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { StudyEvent } from '../../pipeline/run/events.js';
import { runStudy } from '../../pipeline/run/run-study.js';
import { loadStudyFile } from '../../pipeline/study/load-study-file.js';

/** The first worker that trains kills itself as soon as its trial has left a checkpoint. */
const source = (folder: string) => `
import { existsSync, writeFileSync } from 'node:fs';
import { choice, defineStudy, maximize, mlp, wine } from 'ortune';

const [checkpoint, marker] = ${JSON.stringify([join(folder, 'trials', '0', 'checkpoint'), join(folder, '..', 'killed')])};
if (/worker\\.ts$/.test(process.argv[1] ?? '') && !existsSync(marker)) {
  setInterval(() => {
    if (!existsSync(checkpoint)) return;
    writeFileSync(marker, '');
    process.kill(process.pid, 'SIGKILL');
  }, 1).unref();
}

export default defineStudy({
  name: 'checkpointed',
  dataset: wine(),
  space: { units: choice([64]) },
  model: (hp, task) => mlp({ ...task, hiddenUnits: hp.units }),
  // On the reference engine, where a checkpoint is due after some of these epochs even on a fast machine.
  training: () => ({ epochs: 12, batchSize: 1, optimizer: { name: 'sgd', learningRate: 0.001 } }),
  objectives: [maximize('validation.accuracy')],
  trials: 1,
  workers: 1,
});
`;

it('a trial whose worker dies goes on in its next attempt; in the end nothing is left of that', async () => {
  const root = await mkdtemp(join(tmpdir(), 'ortune-checkpoint-'));
  const [studyFile, folder] = [join(root, 'a.study.ts'), join(root, 'report')];
  await mkdir(folder);
  await writeFile(studyFile, source(folder));
  const events: StudyEvent[] = [];
  const interrupt = new AbortController();
  const options = { studyFile, overrides: {}, engine: 'cpu', folder, recording: {} } as const;
  const outcome = await runStudy({
    ...options,
    study: await loadStudyFile(studyFile),
    interrupt: interrupt.signal,
    onEvent(event) {
      events.push(event);
      // Timings play no part here.
      if (event.type === 'benchmark-started') interrupt.abort();
    },
  });

  expect(events.flatMap((event) => (event.type === 'warning' ? [event.message] : []))).toEqual([
    expect.stringMatching(/^trial 0 is run again: worker was killed/),
  ]);
  const epochs = events.flatMap((event) => (event.type === 'epoch' ? [event.record] : []));
  const lost = epochs.findLastIndex(({ epoch }) => epoch === 1);
  const all = Array.from({ length: 12 }, (_, i) => i + 1);
  expect(lost).toBeGreaterThan(0);
  expect(epochs.slice(lost).map(({ epoch }) => epoch)).toEqual(all);
  // The same records, times among them: these epochs were not trained again.
  const kept = epochs.slice(lost).filter((record, i) => record.seconds === epochs[i]?.seconds);
  expect(kept.length).toBeGreaterThan(0);

  expect(outcome.best?.curve.map(({ epoch }) => epoch)).toEqual(all);
  expect(await readdir(join(folder, 'trials', '0'))).toEqual(['model.onnx']);
  const curves = (await readFile(join(folder, 'learning-curves.csv'), 'utf8')).trimEnd().split('\n');
  expect(curves).toHaveLength(13);
});
