import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ModelError, UsageError } from '../../pipeline/errors.js';
import { describeIssues } from '../../pipeline/study/describe-issues.js';
import type { Genotype } from './genotype.js';
import { type OperatorName, operatorNames } from './operators.js';

/** `zero` is no edge of a genotype: one that leads nowhere is left out. */
const edgeOperators = operatorNames.filter((name) => name !== 'zero') as [OperatorName, ...OperatorName[]];

const edge = z.strictObject({ from: z.int().min(0), operator: z.enum(edgeOperators) });

const cell = z.strictObject({
  nodes: z
    .array(z.array(edge).min(1))
    .min(1)
    .superRefine((nodes, context) => {
      for (const [node, edges] of nodes.entries()) {
        for (const [i, { from }] of edges.entries()) {
          if (from < node + 2) continue;
          const message = `node ${node} can come from 0 to ${node + 1}, got ${from}`;
          context.addIssue({ code: 'custom', message, path: [node, i, 'from'] });
        }
      }
    }),
});

const genotype = z.strictObject({ normal: cell, reduction: cell });

/**
 * @param what the option that has it, which messages name
 * @throws ModelError unless it is a genotype whose edges come from earlier nodes and lead somewhere.
 */
export function parseGenotype(value: unknown, what: string): Genotype {
  const result = genotype.safeParse(value);
  if (result.success) return result.data;
  throw new ModelError(`\`${what}\` is no genotype:\n${describeIssues(result.error.issues, value)}`);
}

/**
 * The genotype in a JSON file, such as an architecture search writes.
 * @throws UsageError when the file cannot be read or is no JSON, ModelError when it holds another thing.
 */
export function readGenotype(path: string): Genotype {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`\`${path}\` cannot be read as a genotype: ${message}`, { cause });
  }
  return parseGenotype(value, path);
}
