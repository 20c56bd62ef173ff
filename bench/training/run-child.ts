import { execa } from 'execa';
import type { BenchEngine } from './engines.js';
import type { ChildReport, ChildRequest } from './protocol.js';

export type ChildResult = ChildReport | { readonly failure: string };

/** Runs one request in a process of its own, which has ended when this returns. */
export async function runChild(engine: BenchEngine, request: ChildRequest): Promise<ChildResult> {
  const argument = JSON.stringify({ ...request, ...engine.request });
  const child = await execa(engine.file, [...engine.args, argument], {
    ...(engine.cwd && { cwd: engine.cwd }),
    // The level of TensorFlow's log from which lines are printed: errors.
    env: { TF_CPP_MIN_LOG_LEVEL: '2' },
    stdin: 'ignore',
    timeout: 600_000,
    killSignal: 'SIGKILL',
    reject: false,
  });
  if (child.timedOut) return { failure: 'not done within 10 minutes' };
  if (child.exitCode !== 0)
    return { failure: reason(child.stderr) ?? `ended with code ${child.exitCode ?? child.signal}` };
  return JSON.parse(child.stdout.trim().split('\n').at(-1) ?? '') as ChildReport;
}

/** The last line that reads like an error of JavaScript or Python: `TypeError: ...`. */
function reason(stderr: string): string | undefined {
  const line = stderr.split('\n').findLast((text) => /^\w*(Error|Exit|Exception)\b.*: /.test(text));
  return line?.replace(/^Error: /, '').trim();
}
