import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { UsageError } from '../errors.js';
import { describeIssues } from '../study/describe-issues.js';
import { executionModes, graphOptimizationLevels } from './session-option-names.js';
import type { SessionOptions } from './timed-session.js';

const threads = z.int().min(0);

/** What of `InferenceSession.create`'s options decides how a model runs. */
const sessionOptionsSchema = z.strictObject({
  intraOpNumThreads: threads.optional(),
  interOpNumThreads: threads.optional(),
  graphOptimizationLevel: z.enum(graphOptimizationLevels).optional(),
  executionMode: z.enum(executionModes).optional(),
  enableCpuMemArena: z.boolean().optional(),
  enableMemPattern: z.boolean().optional(),
  executionProviders: z.array(z.union([z.string(), z.looseObject({ name: z.string() })])).optional(),
  freeDimensionOverrides: z.record(z.string(), z.int().min(1)).optional(),
  /** Config entries of ONNX Runtime, flat or nested at the dots; the values are texts. */
  extra: z.record(z.string(), z.unknown()).optional(),
});

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
