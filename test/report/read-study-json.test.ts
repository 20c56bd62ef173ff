import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StudyFileError } from '../../pipeline/errors.js';
import { rankTrials } from '../../pipeline/rank/rank-trials.js';
import { readStudyJson } from '../../pipeline/report/read-study-json.js';
import { renderStudyJson } from '../../pipeline/report/render-study-json.js';
import type { TrialRecord } from '../../pipeline/study/trial.js';
import { run, study, trials } from './report-fixture.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-earlier-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (content: string) => writeFile(join(folder, 'study.json'), content);
const render = (records: readonly TrialRecord[]) =>
  [...renderStudyJson(run, rankTrials(records, study.objectives, study.constraints))].join('');

describe('an earlier study', () => {
  it('is read as it was written: parameters, metrics, states and epochs, also numbers that JSON lacks', async () => {
    const [first, second, third] = trials;
    if (!first || !second || !third) throw new Error('the fixture has three trials');
    const [epoch] = first.curve;
    if (!epoch) throw new Error('the fixture has an epoch');
    const odd = {
      ...third,
      curve: [{ ...epoch, validationLoss: Number.NaN, trainLoss: Number.POSITIVE_INFINITY }],
      metrics: { 'train.loss': Number.NEGATIVE_INFINITY },
    };
    await write(render([first, second, odd]));
    const expected = { name: 'digits', trials: [first, second, odd] };
    expect(await readStudyJson(folder)).toMatchObject(expected);
    expect(await readStudyJson(join(folder, 'study.json'))).toMatchObject(expected);
  });

  it.each<[string, string | undefined, RegExp]>([
    ['is missing', undefined, /cannot read .*study\.json: there is no such file/],
    ['is not JSON', '{ "format": ', /study\.json is not JSON/],
    ['is something else', '{ "name": "x" }', /study\.json is not a report of this version of ortune: `format`/],
    ['is of another version', '{ "format": 1, "name": "x", "trials": [] }', /`format`.*got 1; run that study again/],
    ['is damaged', '{ "format": 2, "name": "x", "trials": [{ "number": 0 }] }', /`trials\[0\]\.state`/],
  ])('is refused where it %s', async (_what, content, message) => {
    if (content !== undefined) await write(content);
    await expect(readStudyJson(folder)).rejects.toThrow(StudyFileError);
    await expect(readStudyJson(folder)).rejects.toThrow(message);
  });

  it('is refused where it cannot be read at all', async () => {
    await mkdir(join(folder, 'study.json'));
    await expect(readStudyJson(folder)).rejects.toThrow(/cannot read .*study\.json/);
  });
});
