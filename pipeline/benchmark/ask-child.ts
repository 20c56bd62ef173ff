import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execaNode } from 'execa';
import { ModelFileError } from '../errors.js';

/** What a child process answers, once. */
export type ChildReply<Report> =
  | { readonly report: Report }
  /** The model cannot be loaded, fed or run. */
  | { readonly failure: string };

/** Processes that models run in, each named by its file. */
export type ChildName = 'child' | 'inspect-child' | 'peaks-child';

export interface AskChildOptions {
  /** After which the process is given up. Default 120. */
  readonly timeoutSeconds?: number;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/** Children run from source (tests, development) when this file does. */
const fromSource = import.meta.url.endsWith('.ts');
const loader = () => ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];

/**
 * Sends a request to a fresh process, which has ended when this returns, and ends with the parent.
 * @param subject what the process works on, for messages: the path of a model
 * @throws ModelFileError when the model is at fault: damaged, not supported, a crash, or out of time.
 * @throws the signal's reason when it stopped the process.
 */
export async function askChild<Report>(
  child: ChildName,
  request: object,
  subject: string,
  { timeoutSeconds = 120, signal }: AskChildOptions = {},
): Promise<Report> {
  signal?.throwIfAborted();
  const entry = new URL(`./${child}.${fromSource ? 'ts' : 'js'}`, import.meta.url);
  const ended = await execaNode(entry, [], {
    nodeOptions: fromSource ? loader() : [],
    ipcInput: structuredClone(request),
    serialization: 'advanced',
    stdin: 'ignore',
    stdout: 'ignore',
    timeout: timeoutSeconds * 1000,
    // A native call cannot be interrupted by a gentler signal.
    killSignal: 'SIGKILL',
    cancelSignal: signal,
    reject: false,
  });
  signal?.throwIfAborted();
  const reply = ended.ipcOutput.find(isReply<Report>);
  if (reply && 'report' in reply) return reply.report;
  const name = basename(subject);
  if (reply) throw new ModelFileError(`\`${name}\` cannot be measured: ${reply.failure}`);
  if (ended.timedOut) {
    throw new ModelFileError(
      `\`${name}\` was not measured within ${timeoutSeconds} s: a single run may take too long, or hang`,
    );
  }
  const end = ended.signal ? `was ended by ${ended.signal}` : `ended with code ${ended.exitCode ?? '?'}`;
  const lastWords = ended.stderr.trim().split('\n').at(-1);
  throw new ModelFileError(
    `\`${name}\` cannot be measured: the process that ran it ${end}${lastWords ? ` (${lastWords})` : ''}`,
  );
}

function isReply<Report>(message: unknown): message is ChildReply<Report> {
  return typeof message === 'object' && message !== null && ('report' in message || 'failure' in message);
}
