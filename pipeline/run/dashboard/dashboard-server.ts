import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OrtuneError, StorageError, UsageError } from '../../errors.js';
import { type DashboardAssets, renderDashboardPage } from '../../report/html/dashboard-page.js';
import { askForTrial, askStudy, requestBody, trialBody } from './ask-study.js';
import { openEventStream } from './event-stream.js';
import { cookieName, type GuardOptions, judge } from './guards.js';
import { ListBroadcast } from './list-broadcast.js';
import { LiveStudies } from './live-studies.js';
import { readBody } from './read-body.js';
import { openInside, sendFile } from './send-file.js';
import type { StudyPlace } from './study-place.js';
import type { StudyShelf } from './study-shelf.js';

export interface DashboardOptions {
  readonly shelf: StudyShelf;
  readonly assets: DashboardAssets;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Whoever has it may look and ask; undefined on a loopback address. */
  readonly token: string | undefined;
  /** Told of what is no fault of a request. */
  readonly onError: (error: unknown) => void;
}

export interface Dashboard {
  readonly port: number;
  close(): Promise<void>;
}

/** As strict as that of report.html, but for the server's own events and requests. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  // Charts set styles of their elements by attribute.
  "style-src 'self' 'unsafe-inline'",
  'img-src data: blob:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headersOfAll = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Serves the studies of a shelf. @throws UsageError where the address cannot be had */
export async function openDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { shelf, host, token, onError } = options;
  const list = new ListBroadcast(shelf);
  const studies = new LiveStudies(onError);
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!(error instanceof OrtuneError)) onError(error);
      refuse(response, 500, error instanceof OrtuneError ? error.message : 'internal error');
    });
  });
  // Streams stay open; whoever sends a request slowly may not hold a connection for ever.
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  await listen(server, host, options.port);
  const port = (server.address() as AddressInfo).port;
  const guards: GuardOptions = { token, port };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(headersOfAll)) response.setHeader(name, value);
    const { method = 'GET', headers, url = '/' } = request;
    // Not by URL, which would take `..` away: a path is taken as it is, and refused where it is odd.
    const [path = '/', query = ''] = url.split('?', 2);
    const given = new URLSearchParams(query).get('token') ?? undefined;
    const verdict = judge({ method, headers, token: given }, guards);
    if (!verdict.allowed) return refuse(response, verdict.status, verdict.reason);
    if (given !== undefined && token !== undefined && method === 'GET') return keepToken(response, path, token);
    const parts = decodePath(path);
    if (!parts) return refuse(response, 400, 'the address is not understood');
    const [first, key, ...rest] = parts;
    if (first === 'studies' && key !== undefined) {
      const place = await shelf.find(key);
      if (!place) return refuse(response, 404, 'there is no such study');
      return method === 'POST' ? ask(request, response, place, rest) : show(request, response, place, rest);
    }
    if (method === 'POST') return refuse(response, 405, 'nothing can be asked for here');
    if (path === '/') return sendText(response, 'text/html', renderDashboardPage());
    if (path === '/dashboard.js') return sendText(response, 'text/javascript', options.assets.script);
    if (path === '/dashboard.css') return sendText(response, 'text/css', options.assets.style);
    if (path === '/events') return stream(response);
    return refuse(response, 404, 'there is nothing here');
  }

  async function show(
    request: IncomingMessage,
    response: ServerResponse,
    place: StudyPlace,
    rest: readonly string[],
  ): Promise<void> {
    const path = rest.join('/');
    if (rest.length === 1 && path === '') return sendText(response, 'text/html', renderDashboardPage());
    if (path === 'events') return stream(response, place);
    const file = place.folder === undefined ? undefined : await openInside(place.folder, path);
    if (!file) return refuse(response, 404, 'there is no such file');
    return sendFile(response, file, path, request.method === 'HEAD');
  }

  async function ask(
    request: IncomingMessage,
    response: ServerResponse,
    place: StudyPlace,
    rest: readonly string[],
  ): Promise<void> {
    const [what] = rest;
    if (rest.length !== 1 || (what !== 'request' && what !== 'trials')) {
      return refuse(response, 405, 'nothing can be asked for here');
    }
    const body = await (what === 'request' ? readBody(request, requestBody) : readBody(request, trialBody));
    if ('status' in body) return refuse(response, body.status, body.reason);
    try {
      if ('request' in body.value) await askStudy(place, body.value.request);
      else await askForTrial(place, body.value.parameters);
    } catch (error) {
      if (!(error instanceof UsageError || error instanceof StorageError)) throw error;
      return refuse(response, 409, error.message);
    }
    studies.hurry(place);
    sendText(response, 'application/json', '{}');
  }

  function stream(response: ServerResponse, place?: StudyPlace): void {
    const leave: (() => void)[] = [];
    const events = openEventStream(response, () => {
      for (const go of leave) go();
    });
    leave.push(list.show(events));
    if (place) leave.push(studies.show(place, events));
  }

  return {
    port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await Promise.all([list.ended(), studies.ended()]);
    },
  };
}

/** The parts between the slashes; undefined where they cannot be decoded. */
function decodePath(path: string): readonly string[] | undefined {
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** A cookie has the token from now on: the address of the page, which people pass on, has not. */
function keepToken(response: ServerResponse, path: string, token: string): void {
  const port = response.socket?.localPort ?? 0;
  const kept = `${cookieName(port)}=${token}; HttpOnly; SameSite=Strict; Path=/`;
  // A path that begins with two slashes would be another site.
  response.writeHead(303, { 'set-cookie': kept, location: path.replace(/^\/+/, '/') });
  response.end();
}

function sendText(response: ServerResponse, type: string, text: string): void {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8` });
  response.end(text);
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // What is left of the request is not read: the connection cannot be used again.
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${reason}\n`);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const remedy = error.code === 'EADDRINUSE' ? 'another program has it; give another with --port' : error.message;
      reject(new UsageError(`cannot listen on ${host}, port ${port}: ${remedy}`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}
