import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execaNode } from 'execa';
import { ModelFileError } from '../errors.js';
import type { ChildReply, ChildReport, ChildRequest } from './child-protocol.js';

/** The child runs from source (tests, development) when this file does. */
const fromSource = import.meta.url.endsWith('.ts');
const entry = new URL(fromSource ? './child.ts' : './child.js', import.meta.url);
const loader = () => ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href];

/**
 * Measures a model in a process of its own, which has ended when this returns, and ends with the parent.
 * @throws ModelFileError when the model cannot be measured: damaged, not supported, a crash, or out of time.
 * @throws the signal's reason when it stopped the measurement.
 */
export async function measureInChild(
  request: ChildRequest,
  { timeoutSeconds = 120, signal }: { readonly timeoutSeconds?: number; readonly signal?: AbortSignal } = {},
): Promise<ChildReport> {
  signal?.throwIfAborted();
  const child = await execaNode(entry, [], {
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
  const reply = child.ipcOutput.find(isReply);
  if (reply && 'report' in reply) return reply.report;
  const name = basename(request.model);
  if (reply) throw new ModelFileError(`\`${name}\` cannot be measured: ${reply.failure}`);
  if (child.timedOut) {
    throw new ModelFileError(
      `\`${name}\` was not measured within ${timeoutSeconds} s: a single run may take too long, or hang`,
    );
  }
  const end = child.signal ? `was ended by ${child.signal}` : `ended with code ${child.exitCode ?? '?'}`;
  const lastWords = child.stderr.trim().split('\n').at(-1);
  throw new ModelFileError(
    `\`${name}\` cannot be measured: the process that ran it ${end}${lastWords ? ` (${lastWords})` : ''}`,
  );
}

function isReply(message: unknown): message is ChildReply {
  return typeof message === 'object' && message !== null && ('report' in message || 'failure' in message);
}
