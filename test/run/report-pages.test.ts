import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { rankTrials } from '../../pipeline/rank/rank-trials.js';
import { renderStudyJson } from '../../pipeline/report/render-study-json.js';
import { writeFileAtomically } from '../../pipeline/report/write-file-atomically.js';
import { reportPages } from '../../pipeline/run/report/report-pages.js';
import { run, study, trials } from '../report/report-fixture.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ortune-pages-'));
  const ranked = rankTrials(trials, study.objectives, study.constraints);
  await writeFileAtomically(join(folder, 'study.json'), [...renderStudyJson(run, ranked)].join(''));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('are written at first, then in pauses of fifty times what it takes and at least ten seconds, and at the end', async () => {
  // Each look at the clock is half a second later: a writing takes half a second.
  let time = 0;
  const pages = reportPages(folder, () => {
    time += 500;
    return time;
  });
  const page = join(folder, 'report.html');
  const isWritten = async (isEnd: boolean) => {
    await rm(page, { force: true });
    await pages.refresh(isEnd);
    return stat(page).then(
      () => true,
      () => false,
    );
  };
  expect(await isWritten(false)).toBe(true);
  expect(await isWritten(false)).toBe(false);
  time += 20_000;
  expect(await isWritten(false)).toBe(false);
  time += 10_000;
  expect(await isWritten(false)).toBe(true);
  expect(await isWritten(false)).toBe(false);
  expect(await isWritten(true)).toBe(true);
  expect(await readFile(join(folder, 'summary.md'), 'utf8')).toContain('**Best: trial 1**');
});
