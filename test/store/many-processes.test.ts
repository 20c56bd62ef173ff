import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeTogether } from '../../bench/store/run-processes.js';
import { openStore } from '../../pipeline/store/open-store.js';

it('eight processes that begin a SQLite file and write it together get in nobody’s way', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ortune-store-'));
  const file = join(folder, 'study.db');
  // `npm run bench:store` does the same with 2,000 trials.
  const { trials, failures } = await writeTogether({ storage: file, processes: 8, trials: 160, reports: 3 });
  expect(failures).toEqual([]);
  const store = await openStore(file, 'read');
  const [study = expect.fail()] = await store.listStudies();
  const stored = await store.readTrials(study.id);
  expect(stored.map(({ number }) => number)).toEqual(Array.from({ length: trials }, (_, number) => number));
  for (const { state, values, reports } of stored) {
    expect({ state, values, reports: reports.length }).toEqual({ state: 'COMPLETE', values: [1], reports: 3 });
  }
  await store.close();
  await rm(folder, { recursive: true });
});
