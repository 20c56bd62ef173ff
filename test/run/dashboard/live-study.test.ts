import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mergeReportData } from '../../../pipeline/report/report-data/merge-report-data.js';
import type { ReportData } from '../../../pipeline/report/report-data/report-data.js';
import { parseReportJson, parseUpdateJson } from '../../../pipeline/report/report-data/report-json.js';
import { LiveStudy, type Viewer } from '../../../pipeline/run/dashboard/live-study.js';
import type { StudyStatus } from '../../../pipeline/run/dashboard/messages.js';
import { studyPlace } from '../../../pipeline/run/dashboard/study-place.js';
import { studyAttributes } from '../../../pipeline/run/record/study-attributes.js';
import { thisProcess } from '../../../pipeline/run/record/this-process.js';
import { loadReportData } from '../../../pipeline/run/report/load-report-data.js';
import { openStore } from '../../../pipeline/store/open-store.js';
import type { SqlStudyStore } from '../../../pipeline/store/sql-study-store.js';
import { float } from '../../../pipeline/study/space.js';
import { beginStudy, endedTrial, epochOf, runningTrial, syntheticStudy } from './synthetic-study.js';

/** What a page does with what it is sent. */
class Follower implements Viewer {
  readonly events: string[] = [];
  status: StudyStatus | undefined;
  data: ReportData | undefined;

  send(event: string, json: string): void {
    this.events.push(event);
    if (event === 'status') this.status = JSON.parse(json);
    if (event === 'study') this.data = parseReportJson(json);
    if (event === 'update' && this.data) this.data = mergeReportData(this.data, parseUpdateJson(json));
  }
}

/** What a reader sees of the trials, in the order of the ranking. */
const seen = (data: ReportData | undefined) =>
  data && {
    curves: data.curves.byTrial,
    trials: data.trials.map(({ model, ...trial }, place) => ({
      ...trial,
      cells: Object.fromEntries(
        data.columns.map((column) => {
          const value = column.values[place] ?? null;
          return [column.key, column.kind === 'text' && value !== null ? column.texts[value] : value];
        }),
      ),
    })),
  };

describe('a study that is followed', () => {
  let folder = '';
  let storage = '';
  let store: SqlStudyStore;
  const study = syntheticStudy(4);
  const errors: unknown[] = [];
  const leave: (() => void)[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ortune-live-'));
    storage = join(folder, 'study.db');
    store = await openStore(storage, 'create');
  });
  afterAll(async () => {
    for (const go of leave) go();
    await store.close();
    await rm(folder, { recursive: true });
    expect(errors).toEqual([]);
  });

  const follow = (live: LiveStudy) => {
    const follower = new Follower();
    leave.push(live.show(follower));
    return follower;
  };
  const poll = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 20_000, interval: 20 });

  it('is at a page as it is in the storage, by what is new only, and anew where it begins anew', async () => {
    const recorder = await beginStudy(store, study);
    const [first, second] = [runningTrial(0, study), runningTrial(1, study)];
    await recorder.begin(first, undefined);
    const live = new LiveStudy(studyPlace('synthetic', storage), (error) => errors.push(error));
    const early = follow(live);
    await poll(() => early.data?.trials.length).toBe(1);
    const isAsStored = async (follower: Follower) =>
      poll(async () => JSON.stringify(seen(follower.data))).toBe(
        JSON.stringify(seen(await loadReportData(storage, 'synthetic'))),
      );
    await isAsStored(early);
    expect(early.status).toMatchObject({ state: 'left', isReproducible: false, space: { p0: { low: 0, high: 1 } } });

    // A running trial has a curve already.
    await recorder.epoch(first, epochOf(0, 1));
    await poll(() => early.data?.curves.byTrial[0]?.steps).toEqual([1]);
    await recorder.begin(second, undefined);
    await recorder.finish(endedTrial(first, 3), undefined);
    await isAsStored(early);
    for (let number = 2; number < 12; number++) {
      const trial = runningTrial(number, study);
      await recorder.begin(trial, undefined);
      await recorder.epoch(trial, epochOf(number, 1));
      if (number % 5 > 0) await recorder.finish(endedTrial(trial, 2 + (number % 3)), undefined);
    }
    await isAsStored(early);
    expect(early.events.filter((event) => event === 'study')).toHaveLength(1);

    // Whoever comes later begins with the whole, and both go on alike.
    const late = follow(live);
    await isAsStored(late);
    await recorder.finish(endedTrial(second, 4), undefined);
    await isAsStored(late);
    await isAsStored(early);
    expect(early.events.filter((event) => event === 'study')).toHaveLength(1);

    const [found] = await store.listStudies();
    if (!found) expect.fail();
    const waiting = await store.enqueueTrial(found.id, { fixed: { p0: 0.25 } });
    await store.holdStudy(found.id, thisProcess(), { graceSeconds: 60, isGone: () => true });
    await store.setStudySystemAttribute(found.id, studyAttributes.paused, true);
    await poll(() => early.status).toMatchObject({
      state: 'paused',
      waiting: [{ number: waiting.number, parameters: { p0: 0.25 } }],
    });

    // SQLite gives its ids to the study that takes its place.
    await store.deleteStudy(found.id);
    const anew = await beginStudy(store, study);
    for (const number of [0, 1, 2]) {
      const trial = runningTrial(number, study);
      await anew.begin(trial, undefined);
      await anew.finish(endedTrial(trial, 1), undefined);
    }
    await poll(() => early.data?.trials.length).toBe(3);
    await isAsStored(early);
    await anew.ended('complete');
    await poll(() => early.data?.status).toBe('finished');
    expect(early.status?.state).toBe('ended');
  });

  it('may be one of Optuna', async () => {
    const { id } = await store.createStudy({ name: 'other', directions: ['minimize'] });
    const live = new LiveStudy(studyPlace('other', storage), (error) => errors.push(error));
    const follower = follow(live);
    await poll(() => follower.data?.trials).toEqual([]);
    const setting = { parameters: { x: 0.5 }, space: { x: float(0, 1) } };
    const trial = await store.createTrial(id, { setting });
    await store.report(trial.id, { step: 3, values: [7] });
    await poll(() => follower.data?.curves.byTrial[0]).toEqual({ steps: [3], values: [[7]] });
    await store.finishTrial(trial.id, { state: 'COMPLETE', values: [2], userAttributes: { note: 'good' } });
    await store.createTrial(id, { setting: { parameters: { x: 0.75 }, space: { x: float(0, 2) } } });
    await poll(() => follower.data?.trials.map(({ state }) => state)).toEqual(['COMPLETE', 'RUNNING']);
    const column = (key: string) => follower.data?.columns.find((one) => one.key === key);
    expect(column('parameter:x')).toMatchObject({ values: [0.5, 0.75], range: [0, 2] });
    expect(column('attribute:note')).toMatchObject({ texts: ['good'], values: [0, null] });
    expect(follower.status).toMatchObject({ state: 'shared', space: { x: { low: 0, high: 2 } } });
  });

  it('says why where it cannot be read, and goes on when it can', async () => {
    const live = new LiveStudy(studyPlace('later', storage), (error) => errors.push(error));
    const follower = follow(live);
    await poll(() => follower.status?.problem).toMatch(/no study named `later`/);
    await store.createStudy({ name: 'later', directions: ['minimize'] });
    await poll(() => follower.data?.name).toBe('later');
    expect(follower.status?.problem).toBeUndefined();
  });
});
