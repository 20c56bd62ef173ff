import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelError, StorageError, StudyFileError, UsageError } from '../../../pipeline/errors.js';
import { rankTrials } from '../../../pipeline/rank/rank-trials.js';
import { renderStudyJson } from '../../../pipeline/report/render-study-json.js';
import { numbersOf } from '../../../pipeline/report/report-data/report-data.js';
import { tallyOf, verdictOf } from '../../../pipeline/report/report-data/verdict.js';
import { loadReportData } from '../../../pipeline/run/report/load-report-data.js';
import { openStore } from '../../../pipeline/store/open-store.js';
import { run, study, trials } from '../../report/report-fixture.js';

const optuna = fileURLToPath(new URL('../../store/fixtures/optuna-5.db', import.meta.url));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-load-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a report folder', () => {
  const ranked = rankTrials(trials, study.objectives, study.constraints);
  beforeEach(async () => {
    await writeFile(join(folder, 'study.json'), [...renderStudyJson({ ...run, ended: 'complete' }, ranked)].join(''));
  });

  it('gives what its study.json tells, best first', async () => {
    const data = await loadReportData(folder);
    expect(data).toMatchObject({ name: 'digits', status: 'finished', place: folder, files: [{ href: 'study.json' }] });
    expect(data.trials.map(({ number, state }) => [number, state])).toEqual(
      ranked.map(({ trial }) => [trial.number, trial.state]),
    );
    expect(data.objectives).toEqual([
      { column: 'metric:validation.accuracy', name: 'validation.accuracy', direction: 'maximize' },
      { column: 'metric:latency.p90', name: 'latency.p90', direction: 'minimize' },
    ]);
    expect(numbersOf(data, 'metric:validation.accuracy')).toEqual([0.95, null, null]);
    expect(data.curves.byTrial[1]?.steps).toEqual([1, 2]);
    expect(await loadReportData(join(folder, 'study.json'))).toEqual(data);
  });

  it('links the networks that are there', async () => {
    expect((await loadReportData(folder)).trials.map(({ model }) => model)).toEqual(['', '', '']);
    await mkdir(join(folder, 'trials', '1'), { recursive: true });
    await writeFile(join(folder, 'trials', '1', 'model.onnx'), '');
    expect((await loadReportData(folder)).trials[0]?.model).toBe('trials/1/model.onnx');
  });

  it('tells what the sampler has learnt', async () => {
    await writeFile(
      join(folder, 'worth-table.csv'),
      'hyperparameter,value,trainings,mean_reward,worth\nrate,0.1,3,0.5,1.25\n',
    );
    expect((await loadReportData(folder)).tables).toEqual([
      {
        name: 'worth-table',
        columns: ['hyperparameter', 'value', 'trainings', 'mean_reward', 'worth'],
        rows: [['rate', 0.1, 3, 0.5, 1.25]],
      },
    ]);
  });

  it('has the cells that an architecture search has found, and how', async () => {
    const cell = { nodes: [[{ from: 0, operator: 'skip' }]] };
    await writeFile(join(folder, 'genotype.json'), JSON.stringify({ normal: cell, reduction: cell }));
    await writeFile(
      join(folder, 'architecture.csv'),
      'stage,epoch,cell,node,from,operator,probability,entropy\n1,1,normal,0,1,skip,0.75,0.5\n',
    );
    const data = await loadReportData(folder);
    expect(data.genotype?.normal).toEqual(cell);
    expect(data.tables.map(({ name }) => name)).toEqual(['architecture']);
    expect(data.files.map(({ href }) => href)).toContain('genotype.json');
    await writeFile(join(folder, 'genotype.json'), '{}');
    await expect(loadReportData(folder)).rejects.toThrow(ModelError);
  });

  it('is one study', async () => {
    await expect(loadReportData(folder, 'digits')).rejects.toThrow(UsageError);
  });
});

describe('a storage of Optuna', () => {
  it('gives trials, parameters and reports of a study', async () => {
    const data = await loadReportData(optuna, 'tuned');
    const store = await openStore(optuna, 'read');
    try {
      const found = await store.findStudy('tuned');
      if (!found) throw new Error('the fixture has this study');
      const stored = await store.readTrials(found.id);
      expect(data.trials.map(({ number }) => number).sort((a, b) => a - b)).toEqual(stored.map(({ number }) => number));
      const sign = found.directions[0] === 'minimize' ? 1 : -1;
      const values = numbersOf(data, data.objectives[0]?.column ?? '').filter((value) => value !== null);
      expect(values).toEqual([...values].sort((a, b) => sign * (a - b)));
      for (const trial of stored) {
        const row = data.trials.findIndex(({ number }) => number === trial.number);
        expect(data.trials[row]).toMatchObject({ state: trial.state, started: trial.started?.getTime() ?? null });
        for (const [name, value] of Object.entries(trial.parameters)) {
          const column = data.columns.find(({ key }) => key === `parameter:${name}`);
          const cell = column?.values[row] ?? null;
          expect(column?.kind === 'text' ? column.texts[cell ?? -1] : cell).toEqual(
            column?.kind === 'text' ? String(value) : value,
          );
        }
        expect(data.curves.byTrial[trial.number]?.steps ?? []).toEqual(trial.reports.map(({ step }) => step));
      }
    } finally {
      await store.close();
    }
  });

  it('puts several objectives in fronts: no trial is beaten by one of its front', async () => {
    const data = await loadReportData(optuna, 'two objectives');
    const losses = data.objectives.map(({ column, direction }) =>
      numbersOf(data, column).map((value) => (direction === 'minimize' ? 1 : -1) * (value ?? Number.NaN)),
    );
    const beats = (a: number, b: number) => losses.every((loss) => (loss[a] ?? 0) < (loss[b] ?? 0));
    data.trials.forEach(({ front }, a) => {
      data.trials.forEach((other, b) => {
        if (front !== null && other.front !== null && beats(a, b)) expect(front).toBeLessThan(other.front);
      });
    });
    expect(verdictOf(data).best?.objectives).toHaveLength(2);
  });

  it('shows every state and every kind of value', async () => {
    const data = await loadReportData(optuna, 'every kind of trial: é ☃');
    expect(tallyOf(data)).toBe('10 complete, 2 pruned, 1 failed, 1 running, 2 waiting');
  });

  it('asks which of several studies is meant', async () => {
    await expect(loadReportData(optuna)).rejects.toThrow(StorageError);
    await expect(loadReportData(optuna, 'tunde')).rejects.toThrow(/no study named `tunde`.*`tuned`/);
  });
});

it('nothing there is named', async () => {
  await expect(loadReportData(folder)).rejects.toThrow(StudyFileError);
  await expect(loadReportData(join(folder, 'none.db'))).rejects.toThrow(/none\.db/);
  await expect(loadReportData(join(folder, 'reports'))).rejects.toThrow(UsageError);
});
