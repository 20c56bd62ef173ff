import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StorageError } from '../../pipeline/errors.js';
import { copyStudy } from '../../pipeline/store/copy-study.js';
import { openStore } from '../../pipeline/store/open-store.js';
import { studyStoreContract } from '../contracts/study-store.contract.js';
import { administrator, type PostgresqlServer, startPostgresql } from '../helpers/start-postgresql.js';
import { describeStudy } from './describe-stored.js';

let server: PostgresqlServer;
beforeAll(async () => {
  server = await startPostgresql();
});
afterAll(() => server?.stop());

const password = encodeURIComponent(administrator.password);

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
    { modelRuns: 15 },
  );

  it('is made ready once, however many open it at the same time', async () => {
    const url = await server.createDatabase('fresh');
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(url, 'create')));
    const opened = await Promise.all(stores.map((one) => one.openStudy({ name: 'a', directions: ['minimize'] })));
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
    await Promise.all(stores.map((one) => one.close()));
  });

  it('may be read by a role that may not write', async () => {
    const url = await server.createDatabase('shared');
    const store = await openStore(url, 'create');
    const { id } = await store.createStudy({ name: 'a', directions: ['minimize'] });
    await store.createTrial(id);
    await store.close();
    await server.query(
      "CREATE ROLE reader LOGIN PASSWORD 'r'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
      'shared',
    );
    const readers = url.replace(`${administrator.user}:${password}`, 'reader:r');
    const reader = await openStore(readers, 'read');
    expect(await reader.readTrials(id)).toHaveLength(1);
    await reader.close();
    const writer = await openStore(readers, 'write');
    await expect(writer.createTrial(id)).rejects.toThrow('grant the role the right');
    await writer.close();
  });

  it('takes copies of studies from SQLite and gives them back', async () => {
    const fixture = fileURLToPath(new URL('fixtures/optuna-5.db', import.meta.url));
    const source = await openStore(fixture, 'read');
    const remote = await openStore(await server.createDatabase('copies'), 'create');
    const back = await openStore('sqlite:///:memory:', 'create');
    for (const study of await source.listStudies()) {
      const there = await copyStudy(source, study, remote, study.name);
      const again = await copyStudy(remote, there, back, study.name);
      const described = await describeStudy(source, study);
      expect(await describeStudy(remote, there)).toEqual(described);
      expect(await describeStudy(back, again)).toEqual(described);
    }
    await Promise.all([source.close(), remote.close(), back.close()]);
  });

  it('is found in the schema that the URL says', async () => {
    const url = await server.createDatabase('other');
    await server.query('CREATE TABLE users (id integer); CREATE SCHEMA ortune', 'other');
    const store = await openStore(`${url}?options=-csearch_path%3Dortune`, 'create');
    await store.createStudy({ name: 'a', directions: ['minimize'] });
    await store.close();
  });
});

describe('a PostgreSQL server that cannot be used says why, and what to do', () => {
  const failure = async (url: string, access: 'write' | 'create' = 'create') => {
    const error: unknown = await openStore(url, access).then(
      (store) => store.close(),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(StorageError);
    expect(String(error)).not.toContain(password);
    return String(error);
  };
  const at = (place: string, user = `${administrator.user}:${password}`) => `postgresql://${user}@${place}`;
  const here = () => `127.0.0.1:${server.port}`;

  it('wrong password', async () => {
    expect(await failure(at(`${here()}/postgres`, 'ortune:guess'))).toContain(
      `storage \`postgresql://ortune:***@${here()}/postgres\`: password authentication failed for user "ortune"; check user and password`,
    );
  });

  it('no password', async () => {
    expect(await failure(at(`${here()}/postgres`, 'ortune'))).toContain('check user and password');
  });

  it('unknown user', async () => {
    expect(await failure(at(`${here()}/postgres`, 'stranger:x'))).toContain('check user and password');
  });

  it('missing database', async () => {
    expect(await failure(at(`${here()}/nowhere`))).toContain(
      'database "nowhere" does not exist; make it with `createdb`, or give another',
    );
  });

  it('closed port', async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const address = probe.address();
    probe.close();
    await once(probe, 'close');
    const port = typeof address === 'object' ? address?.port : undefined;
    expect(await failure(at(`127.0.0.1:${port}/base`))).toContain(
      `connect ECONNREFUSED 127.0.0.1:${port}; check host and port`,
    );
  });

  it('unknown host', async () => {
    expect(await failure(at('no-such-host.invalid/base'))).toMatch(/no-such-host\.invalid; check host and port/);
  });

  it.each([
    ['hangs up', ''],
    ['speaks another language', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ])('a server that %s', async (_, answer) => {
    const impostor = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end(answer);
    }).listen(0, '127.0.0.1');
    await once(impostor, 'listening');
    const address = impostor.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    expect(await failure(at(`127.0.0.1:${port}/base`))).toContain('check host and port');
    impostor.close();
  });

  it('a role that may not make tables', async () => {
    const url = await server.createDatabase('guarded');
    await server.query("CREATE ROLE guest LOGIN PASSWORD 'g'", 'guarded');
    expect(await failure(url.replace(`${administrator.user}:${password}`, 'guest:g'))).toContain(
      'permission denied for schema public; grant the role the right, or give another role or database',
    );
  });

  it('empty database where there should be a study', async () => {
    expect(await failure(await server.createDatabase('empty'), 'write')).toContain('it is empty');
  });

  it("another program's database", async () => {
    const url = await server.createDatabase('foreign_one');
    await server.query('CREATE TABLE users (id integer)', 'foreign_one');
    expect(await failure(url)).toContain('it is the database of another program (its tables are `users`)');
  });

  it('newer schema', async () => {
    const url = await server.createDatabase('newer');
    await (await openStore(url, 'create')).close();
    await server.query("UPDATE alembic_version SET version_num = 'v9.0.0.a'", 'newer');
    expect(await failure(url)).toContain('its schema is v9.0.0.a, newer than v3.2.0.a');
  });

  it('server that ends while it is used', async () => {
    const store = await openStore(await server.createDatabase('ending'), 'create');
    const { id } = await store.createStudy({ name: 'a', directions: ['minimize'] });
    await server.query('ALTER DATABASE ending ALLOW_CONNECTIONS false');
    await server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'ending'");
    const attempt = () => store.createTrial(id).then(String, String);
    // An idle connection may not know yet that it has ended; a new one is refused.
    const messages = [await attempt(), await attempt()];
    for (const message of messages) expect(message).toMatch(/^StorageError: storage `postgresql:\/\/ortune:\*\*\*@/);
    await server.query('ALTER DATABASE ending ALLOW_CONNECTIONS true');
    expect(await store.createTrial(id)).toMatchObject({ number: 0 });
    await store.close();
  });
});
