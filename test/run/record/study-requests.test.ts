import { describe, expect, it } from 'vitest';
import { studyAttributes } from '../../../pipeline/run/record/study-attributes.js';
import { watchRequests } from '../../../pipeline/run/record/study-requests.js';
import { openStore } from '../../../pipeline/store/open-store.js';

describe('requests to the process that conducts a study', () => {
  it('are heard once each, and every trial that waits', async () => {
    const store = await openStore('sqlite:///:memory:', 'create');
    const study = await store.createStudy({ name: 'asked', directions: ['minimize'] });
    const heard: unknown[] = [];
    const early = await store.enqueueTrial(study.id, { fixed: { units: 8 } });
    const end = watchRequests(store, study, {
      onRequest: (request) => heard.push(request),
      onEnqueued: (asked) => heard.push(asked),
      onError: (error) => heard.push(error),
    });
    const ask = (request: string) => store.setStudySystemAttribute(study.id, studyAttributes.request, request);
    const hears = (what: readonly unknown[]) => expect.poll(() => heard, { timeout: 20_000 }).toEqual(what);
    const first = { parameters: { units: 8 }, trial: early.id };
    await hears([first]);
    await ask('pause');
    await hears([first, 'pause']);
    await ask('something else');
    const late = await store.enqueueTrial(study.id);
    const second = { parameters: {}, trial: late.id };
    await hears([first, 'pause', second]);
    await ask('continue');
    await hears([first, 'pause', second, 'continue']);
    await end();
    await ask('stop');
    await store.close();
    expect(heard).toHaveLength(4);
  });
});
