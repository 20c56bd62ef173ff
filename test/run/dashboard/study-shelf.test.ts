import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../../pipeline/errors.js';
import { checkShelf, StudyShelf } from '../../../pipeline/run/dashboard/study-shelf.js';
import { studyState } from '../../../pipeline/run/dashboard/study-state.js';
import { thisProcess } from '../../../pipeline/run/record/this-process.js';
import { openStore } from '../../../pipeline/store/open-store.js';
import { beginStudy, endedTrial, runningTrial, syntheticStudy } from './synthetic-study.js';

describe('the studies of a dashboard', () => {
  let folder = '';
  const study = syntheticStudy(2);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ortune-shelf-'));
    for (const name of ['first', 'damaged', 'other']) await mkdir(join(folder, name));
    await writeFile(join(folder, 'damaged', 'study.db'), 'no database');
    const store = await openStore(join(folder, 'first', 'study.db'), 'create');
    const recorder = await beginStudy(store, study);
    for (const number of [0, 1, 2]) {
      const trial = runningTrial(number, study);
      await recorder.begin(trial, undefined);
      if (number < 2) await recorder.finish(endedTrial(trial, 3), undefined);
    }
    const { id } = await store.createStudy({ name: 'of <b>Optuna</b>', directions: ['minimize'] });
    const trial = await store.createTrial(id);
    await store.finishTrial(trial.id, { state: 'COMPLETE', values: [7] });
    await store.close();
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are listed with their state and best, by keys that stay, beside what cannot be read', async () => {
    const shelf = new StudyShelf({ folder });
    const { studies, problems } = await shelf.list();
    expect(studies).toMatchObject([
      {
        name: 'synthetic',
        place: join(folder, 'first'),
        state: 'left',
        trials: { COMPLETE: 2, RUNNING: 1, FAIL: 0 },
        best: { objective: 'validation.accuracy', value: expect.any(Number) },
      },
      { name: 'of <b>Optuna</b>', state: 'shared', best: { trial: 0, objective: 'value', value: 7 } },
    ]);
    expect(problems).toEqual([expect.stringMatching(/damaged.*it is no SQLite database/)]);
    const again = (await new StudyShelf({ folder }).list()).studies;
    expect(again.map(({ key }) => key)).toEqual(studies.map(({ key }) => key));
    expect(await shelf.find(studies[0]?.key ?? '')).toMatchObject({ name: 'synthetic', folder: join(folder, 'first') });
    expect(await shelf.find('../first')).toBeUndefined();
    // One report folder will do as well, and a storage.
    expect((await new StudyShelf({ folder: join(folder, 'first') }).list()).studies).toHaveLength(2);
    const [stored] = (await new StudyShelf({ storage: join(folder, 'first', 'study.db') }).list()).studies;
    expect(stored).toMatchObject({ name: 'synthetic', state: 'left' });
  });

  it('are refused where there is no such place', async () => {
    await expect(checkShelf({ folder: join(folder, 'nowhere') })).rejects.toThrow(UsageError);
    await expect(checkShelf({ storage: join(folder, 'nowhere.db') })).rejects.toThrow(/there is no such file/);
    await checkShelf({ folder });
  });
});

describe('how a study goes on', () => {
  const now = Date.UTC(2026, 0, 1);
  const mine = { ...thisProcess(), sign: now / 1000 - 5 };
  const elsewhere = { ...mine, machine: 'another' };
  const settings = { 'ortune:settings': {} };

  it.each([
    ['of another program', {}, 'shared'],
    ['nobody conducts', settings, 'left'],
    ['ended', { ...settings, 'ortune:ended': 'target' }, 'ended'],
    ['interrupted', { ...settings, 'ortune:ended': 'interrupted' }, 'left'],
    ['conducted', { ...settings, 'ortune:holder': mine }, 'running'],
    ['conducted elsewhere', { ...settings, 'ortune:holder': elsewhere }, 'running'],
    ['silent for too long', { ...settings, 'ortune:holder': { ...elsewhere, sign: now / 1000 - 100 } }, 'left'],
    ['of a process that has ended', { ...settings, 'ortune:holder': { ...mine, process: 2 ** 30 } }, 'left'],
    ['asked to pause', { ...settings, 'ortune:holder': mine, 'ortune:request': 'pause' }, 'pausing'],
    ['paused', { ...settings, 'ortune:holder': mine, 'ortune:request': 'pause', 'ortune:paused': true }, 'paused'],
    [
      'asked to go on',
      { ...settings, 'ortune:holder': mine, 'ortune:request': 'continue', 'ortune:paused': true },
      'running',
    ],
    [
      'asked to stop',
      { ...settings, 'ortune:holder': mine, 'ortune:request': 'stop', 'ortune:paused': true },
      'stopping',
    ],
    ['stopped', { ...settings, 'ortune:request': 'stop', 'ortune:ended': 'interrupted' }, 'left'],
  ])('%s', (_what, system, state) => {
    expect(studyState(system, now)).toBe(state);
  });
});
