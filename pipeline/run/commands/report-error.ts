import { type ExitCode, exitCodes, OrtuneError } from '../../errors.js';
import { printable } from '../../printable.js';
import { describeStack } from '../worker/describe-stack.js';

/**
 * Tells the user what went wrong, in one message on stderr and, for machines, a JSON line on stdout.
 * @returns the exit code that goes with it
 */
export function reportError(
  error: unknown,
  { debug, json }: { readonly debug: boolean; readonly json: boolean },
): ExitCode {
  const known = error instanceof OrtuneError;
  const message = error instanceof Error ? error.message : String(error);
  const text = known ? message : `internal error: ${message} (run with --debug for the stack, and please report it)`;
  const exitCode = known ? error.exitCode : exitCodes.failed;
  process.stderr.write(`ortune: ${printable(text)}\n`);
  if (debug) process.stderr.write(`${printable(describeStack(error))}\n`);
  if (json) printJsonError(error);
  return exitCode;
}

export function printJsonError(error: unknown): void {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const exitCode = error instanceof OrtuneError ? error.exitCode : exitCodes.failed;
  process.stdout.write(`${JSON.stringify({ type: 'error', name, message, exitCode })}\n`);
}
