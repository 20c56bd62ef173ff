import type { z } from 'zod';
import { suggestName } from './nearest-name.js';
import { quoteValue } from './quote-value.js';

/**
 * One line per mistake: the option in backticks, what is wrong, the value. A message that says the value itself is
 * raised as a `custom` issue; to all others `, got ...` is added.
 */
export function describeIssues(issues: readonly z.core.$ZodIssue[], root: unknown): string {
  return issues.map((issue) => describeIssue(issue, root)).join('\n');
}

function describeIssue(issue: z.core.$ZodIssue, root: unknown): string {
  const path = formatPath(issue.path);
  const message =
    issue.code === 'custom' || issue.code === 'unrecognized_keys'
      ? issue.message
      : `${issue.message}, got ${quoteValue(valueAtPath(root, issue.path))}`;
  return path === '' ? message : `\`${path}\`: ${message}`;
}

/** ['objectives', 0, 'metric'] is written `objectives[0].metric`, as in the study file. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? String(key) : `${text}.${String(key)}`;
  }, '');
}

export function valueAtPath(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    root,
  );
}

/** Messages of an object that knows exactly `options`: a mistyped key is answered with the one that was meant. */
export function strictObjectMessages(options: readonly string[], otherwise: string) {
  return (issue: { readonly code?: string; readonly keys?: unknown }): string => {
    if (issue.code !== 'unrecognized_keys' || !Array.isArray(issue.keys)) return otherwise;
    return issue.keys
      .map((key) => `unknown option \`${String(key)}\`; ${suggestName(String(key), options)}`)
      .join('; ');
  };
}
