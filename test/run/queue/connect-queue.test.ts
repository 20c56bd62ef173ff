import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectQueue } from '../../../pipeline/run/queue/connect-queue.js';
import { type PostgresqlServer, startPostgresql } from '../../helpers/start-postgresql.js';

let server: PostgresqlServer;
beforeAll(async () => {
  server = await startPostgresql();
}, 120_000);
afterAll(() => server?.stop());

it('opens for many at the same moment where there is no queue yet', { timeout: 120_000 }, async () => {
  for (let database = 0; database < 5; database++) {
    const storage = await server.createDatabase(`fresh_${database}`);
    const opening = Array.from({ length: 8 }, () => connectQueue(storage, 'q', { supervises: false }));
    const opened = await Promise.allSettled(opening);
    await Promise.all(opened.map(async (one) => one.status === 'fulfilled' && (await one.value.close())));
    expect(opened.filter(({ status }) => status === 'rejected')).toEqual([]);
  }
});
