import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportFile } from '../../pipeline/run/report-file.js';
import type { EndReason } from '../../pipeline/study/end-reason.js';
import { trial } from '../rank/trial-fixture.js';
import { run } from '../report/report-fixture.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-report-file-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** They break the constraint on size, so none of them is the best and needs a model file. */
const trials = Array.from({ length: 12 }, (_, number) =>
  trial(
    number,
    { 'validation.accuracy': 0.5 + number / 30, 'model.bytes': 20_000 },
    {
      parameters: {
        learningRate: 0.001 * (number + 1),
        optimizer: 'sgd',
        units: number % 2 === 0 ? 8 : 64,
        bias: true,
      },
    },
  ),
);

const countRows = async () => {
  const [header = '', ...rows] = (await readFile(join(folder, 'ranking.csv'), 'utf8')).trimEnd().split('\n');
  expect(header).toContain('validation.accuracy');
  return rows.length;
};

const fail = (error: unknown) => {
  throw error;
};

describe('the report of a running study', () => {
  it('is written in pauses of fifty times what it takes, and as soon as it is waited for', async () => {
    // Each look at the clock is an hour later: the writing of the tables takes an hour.
    let time = 0;
    const now = () => {
      time += 3_600_000;
      return time;
    };
    const report = reportFile(folder, run, 'classification', fail, undefined, now);
    report.update(trials.slice(0, 2));
    await report.written();
    expect(await countRows()).toBe(2);
    report.update(trials.slice(0, 3));
    // Without the pause it would be written long before this is over.
    await setTimeout(300);
    expect(await countRows()).toBe(2);
    report.update(trials.slice(0, 5));
    await report.written();
    expect(await countRows()).toBe(5);
    // The pause after that is kept again.
    report.update(trials, 'interrupted');
    await setTimeout(100);
    expect(await countRows()).toBe(5);
    await report.written();
    expect(await countRows()).toBe(trials.length);
  });

  it('tells importance when the study has ended, and not before', async () => {
    const ends: [EndReason, boolean][] = [];
    const report = reportFile(folder, run, 'classification', fail, async (ended) => {
      ends.push([ended, (await readdir(folder)).includes('importance.csv')]);
    });
    expect(report.update(trials).importance).toBeUndefined();
    await report.written();
    expect(await readdir(folder)).not.toContain('importance.csv');
    expect(ends).toEqual([]);

    const { importance = [] } = report.update(trials, 'complete');
    await report.written();
    // No latency was measured, so there is one objective to tell of.
    expect(importance.map(({ method, objective, n }) => `${method} ${objective} ${n}`)).toEqual([
      'fanova validation.accuracy 12',
      'ped-anova validation.accuracy 12',
    ]);
    // When the tables are written.
    expect(ends).toEqual([['complete', true]]);
    const [header, first] = (await readFile(join(folder, 'importance.csv'), 'utf8')).split('\n');
    expect(header).toBe('hyperparameter,objective,method,importance,n');
    expect(first).toBe(`learningRate,validation.accuracy,fanova,${importance[0]?.hyperparameters[0]?.importance},12`);
  });
});
