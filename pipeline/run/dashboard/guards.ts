import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** What a request says of itself that decides whether it is answered. */
export interface AskedRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** Of the address. */
  readonly token: string | undefined;
}

export interface GuardOptions {
  /** Undefined on a loopback address: whoever can reach that can read the files themselves. */
  readonly token: string | undefined;
  /** In cookies, which a browser keeps by host and not by port. */
  readonly port: number;
}

export type Verdict =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly status: 401 | 403 | 405 | 415; readonly reason: string };

const allowed: Verdict = { allowed: true };
const refused = (status: 401 | 403 | 405 | 415, reason: string): Verdict => ({ allowed: false, status, reason });

/** Whether a request may be answered at all, and whether it may change something. */
export function judge(request: AskedRequest, options: GuardOptions): Verdict {
  const { method, headers } = request;
  if (options.token !== undefined) {
    if (!isToken(request, options.token, options.port)) {
      return refused(401, 'open the address that `ortune dashboard` printed, which has the token in it');
    }
  } else if (!isLoopbackName(headers.host)) {
    // A page of another site may have its name point here (DNS rebinding): its requests say that name.
    return refused(403, `this server is reached as localhost, not as ${headers.host ?? 'nothing'}`);
  }
  if (method === 'GET' || method === 'HEAD') {
    const isLink = headers['sec-fetch-mode'] === 'navigate';
    if (isForeign(headers) && !isLink) return refused(403, 'another site may only link here');
    return allowed;
  }
  if (method !== 'POST') return refused(405, `${method} is not understood; only GET and POST are`);
  // Every browser says where a POST comes from; whoever does not must not be taken for the page (CSRF).
  if (isForeign(headers) || !isSameOrigin(headers)) return refused(403, 'only the page itself may ask for that');
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return refused(415, 'the body must be JSON');
  return allowed;
}

const isForeign = (headers: IncomingHttpHeaders) => {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
};

function isSameOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === host.toLowerCase();
}

/** Whatever the port: a tunnel may have another one at its other end. */
function isLoopbackName(host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(`http://${host}`)) return false;
  const { hostname, username, password } = new URL(`http://${host}`);
  return username === '' && password === '' && isLoopback(hostname.replace(/^\[|\]$/g, ''));
}

/** An address or a name that nobody on another machine can reach. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);

export const cookieName = (port: number): string => `ortune_${port}`;

function isToken({ headers, token: given }: AskedRequest, token: string, port: number): boolean {
  const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim().split('='));
  const kept = cookies.filter(([name]) => name === cookieName(port)).map(([, value]) => value);
  const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  return [given, bearer, ...kept].some((one) => one !== undefined && isSame(one, token));
}

/** In a time that says nothing of where they differ. */
function isSame(a: string, b: string): boolean {
  const [hashA, hashB] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return hashA !== undefined && hashB !== undefined && timingSafeEqual(hashA, hashB);
}
