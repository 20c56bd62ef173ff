import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { hostname, setPriority } from 'node:os';
import { type ExitCode, exitCodes, UsageError } from '../../errors.js';
import { loadDashboardAssets } from '../../report/html/dashboard-page.js';
import { openDashboard } from '../dashboard/dashboard-server.js';
import { isLoopback } from '../dashboard/guards.js';
import { checkShelf, StudyShelf } from '../dashboard/study-shelf.js';
import { interruptSignal } from './interrupt-signal.js';

export interface DashboardCommandOptions {
  readonly storage?: string;
  readonly host: string;
  readonly port: number;
  readonly debug?: boolean;
}

/** Below that of a study, which must not notice; not so low that on a busy machine nothing is seen of it. */
const priority = 5;

const shortestToken = 16;

/** `ortune dashboard`: serves a page that shows studies while they run, until it is interrupted. @throws OrtuneError */
export async function dashboard(
  folder: string | undefined,
  { storage, host, port }: DashboardCommandOptions,
): Promise<ExitCode> {
  if (folder !== undefined && storage !== undefined) {
    throw new UsageError(`\`${folder}\` and \`--storage\` exclude each other; give one of them`);
  }
  const place = storage === undefined ? { folder: folder ?? 'reports' } : { storage };
  await checkShelf(place);
  setPriority(priority);
  const token = isLoopback(host) ? undefined : chosenToken(process.env.ORTUNE_DASHBOARD_TOKEN);
  const assets = await loadDashboardAssets();
  const interrupt = interruptSignal(() => undefined);
  const failure = new AbortController();
  const end = AbortSignal.any([interrupt.signal, failure.signal]);
  try {
    const options = { shelf: new StudyShelf(place), assets, host, port, token };
    const server = await openDashboard({ ...options, onError: (error) => failure.abort(error) });
    const address = `http://${reachedAs(host)}:${server.port}/`;
    process.stdout.write(`${token === undefined ? address : `${address}?token=${token}`}\n`);
    if (!end.aborted) await once(end, 'abort');
    await server.close();
    // What nobody has foreseen is told with its stack, as of any command.
    if (failure.signal.aborted) throw failure.signal.reason;
    return exitCodes.done;
  } finally {
    interrupt.dispose();
  }
}

/** Where every address is listened on this machine's name is one of them. */
function reachedAs(host: string): string {
  if (host === '0.0.0.0' || host === '::') return hostname();
  return host.includes(':') ? `[${host}]` : host;
}

/** The one that the user has chosen, so that a page goes on after the server was started again; otherwise a new one. */
function chosenToken(given: string | undefined): string {
  if (given === undefined) return randomBytes(24).toString('base64url');
  if (given.length >= shortestToken && /^[\w.~-]+$/.test(given)) return given;
  throw new UsageError(
    `\`ORTUNE_DASHBOARD_TOKEN\` must have at least ${shortestToken} letters, digits or any of \`-_.~\`; \`openssl rand -hex 24\` makes one`,
  );
}
