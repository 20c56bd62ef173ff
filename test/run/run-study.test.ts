import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StudyEvent } from '../../pipeline/run/events.js';
import { type RunOptions, runStudy } from '../../pipeline/run/run-study.js';
import { loadStudyFile } from '../../pipeline/study/load-study-file.js';

// The conductor and its workers as TypeScript source; test/cli runs them compiled.

let options: Omit<RunOptions, 'folder' | 'onEvent'>;

beforeAll(async () => {
  const studyFile = join(await mkdtemp(join(tmpdir(), 'ortune-run-')), 'conductor.study.ts');
  await writeFile(
    studyFile,
    `import { choice, defineStudy, maximize, mlp, wine } from 'ortune';
    export default defineStudy({
      name: 'conductor',
      dataset: wine(),
      space: { rate: choice([0.01, 1e30]) },
      model: (hp, task) => mlp({ ...task, hiddenUnits: 4, layers: 1 }),
      training: (hp) => ({ epochs: 2, batchSize: 64, optimizer: { name: 'sgd', learningRate: hp.rate } }),
      objectives: [maximize('validation.accuracy')],
      sampler: 'grid',
      workers: 1,
    });`,
  );
  options = { study: await loadStudyFile(studyFile), studyFile, overrides: {}, engine: 'cpu' };
});

const newFolder = () => mkdtemp(join(tmpdir(), 'ortune-report-'));

describe('runStudy', () => {
  it('tells each step of every trial in order, and ends with the ranking', async () => {
    const folder = await newFolder();
    const events: StudyEvent[] = [];
    const outcome = await runStudy({ ...options, folder, onEvent: (event) => events.push(event) });

    const ofTrial = (number: number) =>
      events.flatMap((event) => {
        if (event.type === 'trial-finished') return event.trial.number === number ? [event.trial.state] : [];
        if (!('trial' in event) || event.trial !== number) return [];
        return [event.type === 'phase' ? event.phase : event.type];
      });
    const beginning = ['trial-started', 'preparing', 'training'];
    const benchmark = ['benchmark-progress', 'benchmark-progress', 'benchmark-progress'];
    expect(ofTrial(0)).toEqual([...beginning, 'epoch', 'epoch', 'exporting', 'COMPLETE', ...benchmark]);
    expect(ofTrial(1)).toEqual([...beginning, 'FAIL']);
    expect(events[0]).toMatchObject({ type: 'study-started', study: 'conductor', trials: 2, workers: 1 });
    expect(events.at(-1)).toMatchObject({ type: 'study-finished', reason: 'complete', report: folder });

    expect(outcome.ranking.map(({ number }) => number)).toEqual([0, 1]);
    expect(outcome.best).toMatchObject({ number: 0, epochs: 2, curve: [{ epoch: 1 }, { epoch: 2 }] });
    expect(outcome.best?.metrics['latency.p50']).toBeGreaterThan(0);
    expect(outcome.ranking[1]).toMatchObject({ state: 'FAIL', diagnosis: 'diverged' });
    expect(await readdir(join(folder, 'trials'))).toEqual(['0']);
  });

  it('ends at once when it was interrupted before it began', async () => {
    const folder = await newFolder();
    const outcome = await runStudy({ ...options, folder, interrupt: AbortSignal.abort(), onEvent: () => undefined });
    expect(outcome).toEqual({ reason: 'interrupted', ranking: [] });
    expect(await readdir(folder)).toEqual([]);
  });
});
