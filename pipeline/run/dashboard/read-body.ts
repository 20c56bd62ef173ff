import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { describeIssues } from '../../study/describe-issues.js';

/** More than any setting needs. */
const mostBytes = 64 * 1024;

export type Body<T> = { readonly value: T } | { readonly status: 400 | 413; readonly reason: string };

/** The body of a request as JSON of that shape. */
export async function readBody<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<Body<T>> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The answer must still go out on the connection of a body that is too long.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBytes) return { status: 413, reason: `a body may have ${mostBytes} bytes` };
    chunks.push(bytes);
  }
  let content: unknown;
  try {
    content = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return { status: 400, reason: 'the body is not JSON' };
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return { value: parsed.data };
  return { status: 400, reason: describeIssues(parsed.error.issues, content) };
}
