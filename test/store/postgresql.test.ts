import { afterAll, beforeAll, describe } from 'vitest';
import { openStore } from '../../pipeline/store/open-store.js';
import { studyStoreContract } from '../contracts/study-store.contract.js';
import { type PostgresqlServer, startPostgresql } from '../helpers/start-postgresql.js';

let server: PostgresqlServer;
beforeAll(async () => {
  server = await startPostgresql();
});
afterAll(() => server?.stop());

describe('a PostgreSQL database', () => {
  studyStoreContract(
    async () => {
      const url = await server.createDatabase('contract');
      return {
        open: () => openStore(url, 'create'),
        execute: (sql) => server.query(sql, 'contract'),
        dispose: async () => undefined,
      };
    },
    { modelRuns: 40 },
  );
});
