import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { describe } from 'vitest';
import { openStore } from '../../pipeline/store/open-store.js';
import { studyStoreContract } from '../contracts/study-store.contract.js';

describe('a SQLite file', () => {
  studyStoreContract(
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'ortune-store-'));
      const file = join(folder, 'study.db');
      return {
        open: () => openStore(file, 'create'),
        async execute(sql) {
          const database = new Database(file);
          database.exec(sql);
          database.close();
        },
        dispose: () => rm(folder, { recursive: true }),
      };
    },
    { modelRuns: 15 },
  );
});
