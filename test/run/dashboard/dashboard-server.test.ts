import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dashboard, openDashboard } from '../../../pipeline/run/dashboard/dashboard-server.js';
import { StudyShelf } from '../../../pipeline/run/dashboard/study-shelf.js';
import { studyAttributes } from '../../../pipeline/run/record/study-attributes.js';
import { thisProcess } from '../../../pipeline/run/record/this-process.js';
import { openStore } from '../../../pipeline/store/open-store.js';
import type { SqlStudyStore } from '../../../pipeline/store/sql-study-store.js';
import type { StoredStudy } from '../../../pipeline/store/stored-trial.js';
import { fixedParameters } from '../../../pipeline/store/system-attributes.js';
import { beginStudy, syntheticStudy } from './synthetic-study.js';

const secret = 'nobody may read this';
const token = 'a-token-of-some-length';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe('the server of a dashboard', () => {
  let root = '';
  let store: SqlStudyStore;
  let study: StoredStudy;
  let open: Dashboard;
  let guarded: Dashboard;
  /** The address of the study. */
  let path = '';
  const errors: unknown[] = [];

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'ortune-dashboard-'));
    const folder = join(root, 'reports', 'synthetic');
    await mkdir(join(folder, 'trials', '0'), { recursive: true });
    await mkdir(join(root, 'outside'));
    await writeFile(join(root, 'secret.txt'), secret);
    await writeFile(join(root, 'outside', 'secret.txt'), secret);
    await writeFile(join(root, 'reports', 'secret.txt'), secret);
    await writeFile(join(folder, '.secret.txt'), secret);
    await writeFile(join(folder, 'report.html'), '<script>alert(1)</script>');
    await writeFile(join(folder, 'trials', '0', 'model.onnx'), 'network');
    await symlink(join(root, 'secret.txt'), join(folder, 'link.txt'));
    await symlink(join(root, 'outside'), join(folder, 'linked'));
    store = await openStore(join(folder, 'study.db'), 'create');
    await beginStudy(store, syntheticStudy(3));
    const [found] = await store.listStudies();
    study = found ?? expect.fail();
    const shelf = new StudyShelf({ folder: join(root, 'reports') });
    const [listed] = (await shelf.list()).studies;
    path = `/studies/${listed?.key}/`;
    const options = { assets: { script: 'script', style: 'style' }, host: '127.0.0.1', port: 0, shelf };
    const onError = (error: unknown) => errors.push(error);
    open = await openDashboard({ ...options, token: undefined, onError });
    guarded = await openDashboard({ ...options, token, onError });
  });
  afterAll(async () => {
    await Promise.all([open.close(), guarded.close()]);
    await store.close();
    await rm(root, { recursive: true });
    expect(errors).toEqual([]);
  });

  /** With the path as it is given: no client in between makes it harmless. */
  function ask(server: Dashboard, options: RequestOptions, body = ''): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: server.port, agent: false, ...options }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const { statusCode: status, headers } = response;
          resolve({ status, headers, body: Buffer.concat(chunks).toString() });
        });
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }

  const get = (where: string, headers: RequestOptions['headers'] = {}, server = open) =>
    ask(server, { path: where, headers });
  const own = () => ({ origin: `http://127.0.0.1:${open.port}`, 'content-type': 'application/json' });
  const post = (what: string, body: unknown, headers: RequestOptions['headers'] = own(), server = open) =>
    ask(
      server,
      { path: `${path}${what}`, method: 'POST', headers },
      typeof body === 'string' ? body : JSON.stringify(body),
    );
  const system = async () => (await store.studyAttributes(study.id)).system;

  it('gives the page, its parts and files of the folder, under a policy that lets nothing else run', async () => {
    for (const where of ['/', path, '/dashboard.js', '/dashboard.css', `${path}trials/0/model.onnx`]) {
      const { status, headers } = await get(where);
      expect([where, status]).toEqual([where, 200]);
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
    expect((await get('/')).body).not.toMatch(/<script>|onload=/);
    const page = await get(`${path}report.html`);
    expect(page.headers['content-type']).toBe('application/octet-stream');
    expect(page.headers['content-disposition']).toBe('attachment; filename="report.html"');
    const head = await ask(open, { path: `${path}trials/0/model.onnx`, method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, '7', '']);
  });

  it.each([
    '../secret.txt',
    '../../secret.txt',
    '..%2fsecret.txt',
    '..%2Fsecret.txt',
    '%2e%2e/secret.txt',
    '%2e%2e%2f%2e%2e%2fsecret.txt',
    '%252e%252e%252fsecret.txt',
    '..%5csecret.txt',
    '..\\secret.txt',
    'trials/../../secret.txt',
    'trials/0/../../../secret.txt',
    './/../secret.txt',
    '/etc/passwd',
    '%2fetc%2fpasswd',
    'trials/0/model.onnx%00.txt',
    '%c0%ae%c0%ae/secret.txt',
    '%zz',
    '.secret.txt',
    'link.txt',
    'linked/secret.txt',
    'trials',
    'file:///etc/passwd',
  ])('reads nothing outside of the folder: %s', async (where) => {
    const { status, body } = await get(path + where);
    expect([400, 404]).toContain(status);
    expect(body).not.toMatch(/nobody|root:/);
  });

  it('reads nothing outside of the folder, whatever the path', async () => {
    const part = fc.constantFrom(
      '..',
      '.',
      '',
      '%2e%2e',
      '%2f',
      '..%2f',
      'trials',
      'secret.txt',
      'linked',
      'link.txt',
      '0',
      '%5c..',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), async (parts) => {
        const { body } = await get(`${path}${parts.join('/')}`);
        expect(body).not.toContain('nobody');
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['a name that points here', 'evil.example'],
    ['a name that begins like ours', 'localhost.evil.example'],
    ['an address of another network', '192.168.0.1'],
    ['a user before our name', 'evil@localhost'],
    ['what is no name', 'local host'],
  ])('answers nobody who reaches it by %s', async (_what, host) => {
    for (const where of ['/', `${path}events`, `${path}study.db`]) {
      expect((await get(where, { host })).status).toBe(403);
    }
    expect((await post('request', { request: 'stop' }, { ...own(), host, origin: `http://${host}` })).status).toBe(403);
  });

  it('answers who reaches it as this machine, by a tunnel too', async () => {
    for (const host of ['localhost', `127.0.0.1:${open.port}`, 'localhost:9000', '[::1]:80', '127.0.0.2']) {
      expect([host, (await get('/', { host })).status]).toEqual([host, 200]);
    }
  });

  it('answers no page of another site but by a link', async () => {
    for (const site of ['cross-site', 'same-site']) {
      const headers = { 'sec-fetch-site': site };
      expect((await get(`${path}study.db`, { ...headers, 'sec-fetch-mode': 'no-cors' })).status).toBe(403);
      expect((await get('/', { ...headers, 'sec-fetch-mode': 'navigate' })).status).toBe(200);
    }
  });

  it('takes orders from its own page only', async () => {
    await store.holdStudy(study.id, thisProcess(), { graceSeconds: 60, isGone: () => true });
    const order = { request: 'stop' };
    const type = { 'content-type': 'application/json' };
    const origin = { origin: `http://127.0.0.1:${open.port}` };
    const refused: [RequestOptions['headers'], number][] = [
      [type, 403],
      [{ ...type, origin: 'http://evil.example' }, 403],
      [{ ...type, origin: `http://127.0.0.1:${open.port + 1}` }, 403],
      [{ ...type, origin: 'null' }, 403],
      [{ ...type, ...origin, 'sec-fetch-site': 'cross-site' }, 403],
      [{ ...type, ...origin, 'sec-fetch-site': 'same-site' }, 403],
      [{ ...type, ...origin, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 403],
      [{ ...origin, 'content-type': 'text/plain' }, 415],
      [{ ...origin, 'content-type': 'application/x-www-form-urlencoded' }, 415],
      [origin, 415],
    ];
    for (const [headers, status] of refused) {
      expect([headers, (await post('request', order, headers)).status]).toEqual([headers, status]);
    }
    expect(await system()).not.toHaveProperty([studyAttributes.request]);
    expect((await post('request', { request: 'pause' })).status).toBe(200);
    expect((await system())[studyAttributes.request]).toBe('pause');
  });

  it.each([
    ['no JSON', 'request', '{', 400],
    ['nothing', 'request', '', 400],
    ['another order', 'request', { request: 'delete' }, 400],
    ['more than an order', 'request', { request: 'pause', study: 'other' }, 400],
    ['a list', 'trials', [1], 400],
    ['a value of no kind', 'trials', { parameters: { p0: null } }, 400],
    ['a value outside of the space', 'trials', { parameters: { p0: 7 } }, 409],
    ['a parameter that there is not', 'trials', { parameters: { __proto__x: 1 } }, 409],
    ['too much', 'trials', { parameters: { p0: 'x'.repeat(70_000) } }, 413],
    ['an address that there is not', 'trial', {}, 405],
    ['a longer address', 'request/x', { request: 'pause' }, 405],
  ])('refuses %s', async (_what, where, body, status) => {
    const answer = await post(where, body);
    expect(answer.status).toBe(status);
    expect(answer.body.trim()).not.toBe('');
    expect(await store.waitingTrials(study.id)).toEqual([]);
  });

  it('knows no other methods', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      expect([method, (await ask(open, { path, method, headers: own() })).status]).toEqual([method, 405]);
    }
    expect((await get(`${path}request`)).status).toBe(404);
    expect((await get('/studies/0000000000000000/')).status).toBe(404);
    expect((await ask(open, { path: '/', method: 'POST', headers: own() }, '{}')).status).toBe(405);
  });

  it('enqueues a trial of the space', async () => {
    expect((await post('trials', { parameters: { p0: 0.5, optimizer: 'adam' } })).status).toBe(200);
    const [waiting, ...others] = await store.waitingTrials(study.id);
    expect(others).toEqual([]);
    expect(waiting && fixedParameters(waiting)).toEqual({ p0: 0.5, optimizer: 'adam' });
  });

  it('does nothing without the token where there is one', async () => {
    const wrong = [
      {},
      { cookie: `ortune_${guarded.port}=wrong` },
      { authorization: 'Bearer wrong' },
      { cookie: `x=${token}` },
    ];
    for (const headers of wrong) {
      for (const where of [
        '/',
        '/dashboard.js',
        '/events',
        `${path}events`,
        `${path}study.db`,
        '/?token=wrong',
        '/?token=',
      ]) {
        expect([where, (await get(where, headers, guarded)).status]).toEqual([where, 401]);
      }
      const own = { origin: `http://127.0.0.1:${guarded.port}`, 'content-type': 'application/json' };
      expect((await post('request', { request: 'stop' }, { ...own, ...headers }, guarded)).status).toBe(401);
    }
    expect((await system())[studyAttributes.request]).toBe('pause');
  });

  it('takes the token of the address once, then by a cookie that no script can read', async () => {
    const first = await get(`/?token=${token}`, { host: 'tuner.example' }, guarded);
    expect([first.status, first.headers.location]).toEqual([303, '/']);
    const [cookie = ''] = first.headers['set-cookie'] ?? [];
    expect(cookie).toBe(`ortune_${guarded.port}=${token}; HttpOnly; SameSite=Strict; Path=/`);
    const kept = { cookie: `other=1; ${cookie.split(';')[0]}`, host: 'tuner.example' };
    expect((await get('/', kept, guarded)).status).toBe(200);
    expect((await get('/', { authorization: `Bearer ${token}` }, guarded)).status).toBe(200);
    const json = { 'content-type': 'application/json' };
    const foreign = { ...kept, ...json, origin: 'http://evil.example' };
    expect((await post('request', { request: 'stop' }, foreign, guarded)).status).toBe(403);
    const own = { ...kept, ...json, origin: 'http://tuner.example' };
    expect((await post('request', { request: 'continue' }, own, guarded)).status).toBe(200);
    const odd = await get(`//evil.example?token=${token}`, {}, guarded);
    expect(odd.headers.location).toBe('/evil.example');
  });

  it('says so where it cannot listen', async () => {
    const shelf = new StudyShelf({ folder: root });
    const options = { shelf, assets: { script: '', style: '' }, host: '127.0.0.1', port: open.port, token: undefined };
    const opening = openDashboard({ ...options, onError: (error) => errors.push(error) });
    await expect(opening).rejects.toThrow(/another program has it; give another with --port/);
  });

  it('ends a request that is no HTTP, and goes on', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(open.port, '127.0.0.1', () => socket.write('what is this\r\n\r\n'));
      let text = '';
      socket.on('data', (bytes) => {
        text += bytes.toString();
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 400/);
    expect((await get('/')).status).toBe(200);
  });
});
