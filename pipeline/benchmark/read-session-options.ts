import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors.js';
import { describeIssues } from '../study/describe-issues.js';
import { sessionOptionsSchema } from './session-options-schema.js';
import type { SessionOptions } from './timed-session.js';

/**
 * The options of a session from a JSON file, as `ortune tune-session` writes it and `InferenceSession.create` takes it.
 * @throws UsageError that names the file and what is wrong with it
 */
export async function readSessionOptions(path: string): Promise<SessionOptions> {
  const fail = (problem: string, cause?: unknown): never => {
    throw new UsageError(`\`${path}\` gives no session options: ${problem}`, { cause });
  };
  const text = await readFile(path, 'utf8').catch((cause: Error) =>
    fail(`it cannot be read (${cause.message})`, cause),
  );
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    return fail(`it is no JSON (${cause instanceof Error ? cause.message : cause})`, cause);
  }
  const result = sessionOptionsSchema.safeParse(parsed);
  if (result.success) return result.data;
  return fail(describeIssues(result.error.issues, parsed).replaceAll('\n', '; '));
}
