import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OrtuneError, UsageError } from '../../pipeline/errors.js';
import { rankTrials } from '../../pipeline/rank/rank-trials.js';
import { prepareReportFolder } from '../../pipeline/report/prepare-report-folder.js';
import { writeFileAtomically } from '../../pipeline/report/write-file-atomically.js';
import { trialModelPath, writeReport } from '../../pipeline/report/write-report.js';
import { samplers } from '../../pipeline/search/samplers/registry.js';
import { atMost } from '../../pipeline/study/objective.js';
import { layerBefore } from '../run/example-trials.js';
import { run, study, trials } from './report-fixture.js';

let parent = '';
let folder = '';
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'ortune-report-'));
  folder = join(parent, 'reports', 'digits');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const ranked = rankTrials(trials, study.objectives, study.constraints);

async function exportModel(number: number, content: string) {
  const path = trialModelPath(folder, number);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

describe('the report', () => {
  it('is four files, best.onnx being the model of the best trial', async () => {
    await exportModel(1, 'the network');
    await writeReport(folder, run, ranked, 'classification');
    expect((await readdir(folder)).sort()).toEqual([
      'best.onnx',
      'learning-curves.csv',
      'ranking.csv',
      'study.json',
      'trials',
    ]);
    expect(await readFile(join(folder, 'best.onnx'), 'utf8')).toBe('the network');
    expect(await readFile(join(folder, 'ranking.csv'), 'utf8')).toMatch(/^rank,trial,.*\n1,1,COMPLETE/);
    expect(JSON.parse(await readFile(join(folder, 'study.json'), 'utf8'))).toMatchObject({ name: 'digits' });
  });

  it('replaces an earlier report of the same study, and its best.onnx when none is feasible now', async () => {
    await exportModel(1, 'the network');
    await writeReport(folder, run, ranked, 'classification');
    const strict = rankTrials(trials, study.objectives, [atMost('model.bytes', 1)]);
    await writeReport(folder, run, strict, 'classification');
    expect(await readdir(folder)).not.toContain('best.onnx');
    expect(await readFile(join(folder, 'ranking.csv'), 'utf8')).toContain('must be at most 1');
  });

  it('has importance.csv at the end of a study that has enough trials for it', async () => {
    const hyperparameters = [{ hyperparameter: 'units', importance: 1, effect: 0.5 }];
    const importance = [{ objective: 'validation.accuracy', method: 'fanova', n: 10, hyperparameters }];
    await exportModel(1, 'the network');
    await writeReport(folder, { ...run, ended: 'complete', importance }, ranked, 'classification');
    expect(await readFile(join(folder, 'importance.csv'), 'utf8')).toMatch(/\nunits,validation.accuracy,fanova,1,10\n/);
  });

  it('has initialisation.csv where a trial was looked at before training', async () => {
    const looked = trials.map((trial) => ({ ...trial, initialisation: [layerBefore('dense', 'healthy')] }));
    await exportModel(1, 'the network');
    await writeReport(folder, run, rankTrials(looked, study.objectives, study.constraints), 'classification');
    expect(await readFile(join(folder, 'initialisation.csv'), 'utf8')).toMatch(/\n1,dense,relu,.*,healthy\n/);
  });

  it('has everything but best.onnx when no trial was finished', async () => {
    await writeReport(folder, run, [], 'classification');
    expect((await readdir(folder)).sort()).toEqual(['learning-curves.csv', 'ranking.csv', 'study.json']);
  });

  it('says what the sampler has learnt, where that is a table of its own', async () => {
    const worth = { ...study, sampler: samplers.worth.create({ points: 2 }) };
    await writeReport(folder, { ...run, study: worth }, rankTrials([], [], []), 'classification');
    const [header, ...rows] = (await readFile(join(folder, 'worth-table.csv'), 'utf8')).trimEnd().split('\n');
    expect(header).toBe('hyperparameter,value,trainings,mean_reward,worth');
    // Two learning rates, three optimizers, five momenta, eight numbers of units, with and without bias.
    expect(rows).toHaveLength(20);
    expect(rows[0]).toBe('learningRate,0.0001,0,0,Infinity');
    await exportModel(1, 'the network');
    await writeReport(folder, { ...run, study: worth }, ranked, 'classification');
    const used = await readFile(join(folder, 'worth-table.csv'), 'utf8');
    expect(used).toMatch(/^optimizer,momentum,1,1,/m);
    expect(used).toMatch(/^optimizer,sgd,1,0,/m);
  });

  it('misses a model that is not there by name', async () => {
    const writing = writeReport(folder, run, ranked, 'classification');
    await expect(writing).rejects.toThrow(OrtuneError);
    await expect(writing).rejects.toThrow(/the model of the best trial \(1\) cannot be read: ENOENT/);
    expect(await readdir(folder)).toContain('ranking.csv');
  });

  it('never overwrites the report of another study', async () => {
    await exportModel(1, 'the network');
    await writeReport(folder, run, ranked, 'classification');
    const before = await readFile(join(folder, 'ranking.csv'), 'utf8');
    const other = { ...run, study: { ...study, name: 'letters' } };
    const writing = writeReport(folder, other, [], 'classification');
    await expect(writing).rejects.toThrow(UsageError);
    await expect(writing).rejects.toThrow(/holds the report of study `digits`, not of `letters`.*--out/);
    expect(await readFile(join(folder, 'ranking.csv'), 'utf8')).toBe(before);
  });
});

describe('the report folder', () => {
  it('is created, empty', async () => {
    await prepareReportFolder(folder, 'digits');
    expect(await readdir(folder)).toEqual([]);
  });

  it.each(['not json', '[]', '{"name": 3}'])('is refused with a study.json of somebody else: %s', async (content) => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'study.json'), content);
    await expect(prepareReportFolder(folder, 'digits')).rejects.toThrow(/holds a study\.json that is not of ortune/);
  });

  it('is refused where it cannot be made', async () => {
    await writeFile(join(parent, 'reports'), 'a file where the folder should be');
    const preparing = prepareReportFolder(folder, 'digits');
    await expect(preparing).rejects.toThrow(UsageError);
    await expect(preparing).rejects.toThrow(/cannot write to the report folder .*digits: E.*--out/);
  });

  it('is refused where nothing can be written, for root too', async () => {
    // No user may create files in /proc; elsewhere than on Linux it does not exist and cannot be created.
    await expect(prepareReportFolder('/proc/ortune', 'digits')).rejects.toThrow(/cannot write to the report folder/);
  });
});

describe('a file written atomically', () => {
  it('replaces the old one and leaves nothing beside it', async () => {
    const path = join(parent, 'a.txt');
    await writeFileAtomically(path, 'one');
    await writeFileAtomically(path, new Uint8Array([116, 119, 111]));
    expect(await readFile(path, 'utf8')).toBe('two');
    expect(await readdir(parent)).toEqual(['a.txt']);
  });

  it('is never seen half', async () => {
    const path = join(parent, 'a.txt');
    const contents = ['a', 'b'].map((letter) => letter.repeat(1_000_000));
    await writeFileAtomically(path, contents[0] ?? '');
    const seen = new Set<string>();
    let writing = true;
    const writer = (async () => {
      for (let i = 0; i < 10; i++) await writeFileAtomically(path, contents[i % 2] ?? '');
      writing = false;
    })();
    while (writing) seen.add(await readFile(path, 'utf8'));
    await writer;
    for (const text of seen) expect(contents.includes(text)).toBe(true);
  });

  it('leaves the old one and no remains when it fails', async () => {
    const path = join(parent, 'target');
    await mkdir(join(path, 'occupied'), { recursive: true });
    await expect(writeFileAtomically(path, 'text')).rejects.toThrow();
    expect(await readdir(parent)).toEqual(['target']);
  });
});
